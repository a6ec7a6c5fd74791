package dbtest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
)

// The test below runs this binary again with the variable set to see what a failing test leaves.
const failVariable = "FOURTHIRTY_DBTEST_FAIL"

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
