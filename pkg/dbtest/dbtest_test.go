package dbtest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
)

// Tests run this binary again with one of these set, to see what other processes leave behind.
const (
	failVariable   = "FOURTHIRTY_DBTEST_FAIL"
	stopVariable   = "FOURTHIRTY_DBTEST_STOP"
	folderVariable = "FOURTHIRTY_TEST_FOLDER"
)

func TestEachTestHasAMigratedDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	var names sync.Map
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			d := dbtest.New(t)
			var name string
			var applied bool
			const q = `SELECT current_database(), EXISTS (SELECT FROM goose_db_version WHERE version_id > 0)`
			if err := d.Pool.QueryRow(t.Context(), q).Scan(&name, &applied); err != nil {
				t.Fatal(err)
			}
			if _, seen := names.LoadOrStore(name, i); seen || !applied {
				t.Errorf("database %s: seen before %v, migrated %v", name, seen, applied)
			}
		})
	}
}

func TestATestWorksAsTheRoleOfTheApplication(t *testing.T) {
	t.Parallel()
	var role string
	if err := dbtest.New(t).Pool.QueryRow(t.Context(), "SELECT current_user").Scan(&role); err != nil {
		t.Fatal(err)
	}
	if role != db.AppRole {
		t.Errorf("role %s, want %s", role, db.AppRole)
	}
}

func TestAnEmptyDatabaseHasNoTablesAndCanBeMigrated(t *testing.T) {
	t.Parallel()
	address := dbtest.NewEmpty(t)
	const q = `SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'`
	if n := one[int](t, address, q); n != 0 {
		t.Errorf("%d tables before the migration", n)
	}
	if err := db.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, address, q); n == 0 {
		t.Error("no tables after the migration")
	}
}

func TestTheDatabaseOfAPassedTestIsDropped(t *testing.T) {
	t.Parallel()
	var address string
	t.Run("a passing test", func(t *testing.T) { address = dbtest.NewEmpty(t) })
	if conn, err := pgx.Connect(t.Context(), address); err == nil {
		conn.Close(t.Context())
		t.Errorf("%s still exists", address)
	}
}

func TestTheDatabaseOfAFailedTestIsKeptAndNamed(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^TestFailsOnRequest$")
	cmd.Env = append(os.Environ(), failVariable+"=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("the test passed: %s", out)
	}
	_, rest, found := strings.Cut(string(out), "database kept: ")
	if !found {
		t.Fatalf("no database named in: %s", out)
	}
	address, _, _ := strings.Cut(rest, "\n")
	if got := one[string](t, address, "SELECT split_part(current_database(), '_', 1)"); got != "testfailsonrequest" {
		t.Errorf("database %s", got)
	}
	drop(t, address)
}

func TestFailsOnRequest(t *testing.T) {
	if os.Getenv(failVariable) == "" {
		return
	}
	dbtest.New(t)
	t.Error("failed on request")
}

func TestALeftoverOfAKilledServerDoesNotBreakTheNextRun(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	folder := folderVariable + "=" + base
	const user, stopper = "-test.run=^TestATestWorksAsTheRoleOfTheApplication$", "-test.run=^TestStopsOnRequest$"
	t.Cleanup(func() { again(t, stopper, folder, stopVariable+"=1") })
	again(t, user, folder)
	pidFiles, err := filepath.Glob(filepath.Join(base, "*/data/postgres/postmaster.pid"))
	if err != nil || len(pidFiles) != 1 {
		t.Fatalf("pid files %v, %v", pidFiles, err)
	}
	kill(t, pidFiles[0])
	again(t, user, folder)
}

func TestStopsOnRequest(t *testing.T) {
	if os.Getenv(stopVariable) == "" {
		return
	}
	if stopped, err := dbtest.Stop(t.Context()); err != nil || !stopped {
		t.Errorf("stopped %v, %v", stopped, err)
	}
}

// again runs some test of this binary in another process.
func again(t *testing.T, run string, env ...string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], run)
	cmd.Env = append(os.Environ(), append(env, "DATABASE_URL_TEST=")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v: %s", run, err, out)
	}
}

func kill(t *testing.T, pidFile string) {
	t.Helper()
	raw, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
}

func drop(t *testing.T, address string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dbtest.NewEmpty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "DROP DATABASE "+pgx.Identifier{cfg.Database}.Sanitize()); err != nil {
		t.Fatal(err)
	}
}

func one[T any](t *testing.T, address, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
