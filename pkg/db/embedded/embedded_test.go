package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const holderVariable = "FOURTHIRTY_EMBEDDED_TEST_HOLDER"

// The test binary, run again with the variable set, is a program that holds a server until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(holderVariable); dir != "" {
		s, err := Start(context.Background(), Options{DataDir: dir})
		if err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		fmt.Println(s.URL())
		select {}
	}
	os.Exit(m.Run())
}

func TestDataSurvivesAStopAndAStart(t *testing.T) {
	t.Parallel()
	for _, bin := range installed(t) {
		t.Run(bin.Version, func(t *testing.T) {
			t.Parallel()
			o := Options{DataDir: t.TempDir(), BinDir: bin.Dir}
			s := start(t, o)
			query(t, s.URL(), "CREATE TABLE kept AS SELECT '转塘街道' AS name")
			stop(t, s)
			again := start(t, o)
			if got := query(t, again.URL(), "SELECT name FROM kept"); got != "转塘街道" {
				t.Errorf("after restart: %q", got)
			}
		})
	}
}

func TestServerIsFitForBackupAndWorkOfTheProgram(t *testing.T) {
	t.Parallel()
	s := start(t, Options{DataDir: t.TempDir()})
	got := map[string]string{}
	for _, setting := range []string{
		"wal_level", "max_wal_senders", "max_connections", "fsync", "listen_addresses", "server_encoding",
		"password_encryption", "unix_socket_directories",
	} {
		got[setting] = query(t, s.URL(), "SHOW "+setting)
	}
	want := map[string]string{
		"wal_level": "replica", "max_wal_senders": "10", "max_connections": "100", "fsync": "on",
		"listen_addresses": "127.0.0.1", "server_encoding": "UTF8", "password_encryption": "scram-sha-256",
		"unix_socket_directories": "",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("settings\n got %v\nwant %v", got, want)
	}
}

func TestDataAndPasswordArePrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, Options{DataDir: dir})
	for file, want := range map[string]os.FileMode{"postgres": 0o700, "postgres.password": 0o600, "lock": 0o600} {
		info, err := os.Stat(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", file, got, want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "initdb-*")); len(left) != 0 {
		t.Errorf("the password was left in %v", left)
	}
}

func TestAWrongPasswordIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{DataDir: t.TempDir(), Throwaway: true})
	for _, password := range []string{"", "wrong"} {
		u, err := url.Parse(s.URL())
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(u.User.Username(), password)
		_, err = pgx.Connect(t.Context(), u.String())
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != "28P01" {
			t.Errorf("password %q: %v", password, err)
		}
	}
}

func TestASecondStartOnTheSameFolderSaysSoInOneLine(t *testing.T) {
	t.Parallel()
	o := Options{DataDir: t.TempDir(), Throwaway: true}
	s := start(t, o)
	_, err := Start(t.Context(), o)
	want := fmt.Sprintf("another fourthirty is running on this data folder (pid %d)", os.Getpid())
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := query(t, s.URL(), "SELECT 'unharmed'"); got != "unharmed" {
		t.Errorf("the first server answers %q", got)
	}
}

func TestAKilledProgramDoesNotBlockTheNextStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program, address := hold(t, dir)
	query(t, address, "CREATE TABLE kept AS SELECT 'committed' AS state")
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
	s := start(t, Options{DataDir: dir})
	if got := query(t, s.URL(), "SELECT state FROM kept"); got != "committed" {
		t.Errorf("after the crash: %q", got)
	}
	if _, err := pgx.Connect(t.Context(), address); err == nil {
		t.Error("the killed program's server still answers")
	}
}

func TestAServerThatOutlivedItsProgramIsStopped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, Options{DataDir: dir})
	query(t, s.URL(), "CREATE TABLE kept AS SELECT 'committed' AS state")
	if err := s.lock.Unlock(); err != nil { // as when the program died but its server did not
		t.Fatal(err)
	}
	again := start(t, Options{DataDir: dir})
	<-s.Done()
	if got := query(t, again.URL(), "SELECT state FROM kept"); got != "committed" {
		t.Errorf("in the new server: %q", got)
	}
}

func TestAPidFileThatNamesAStrangerDoesNotBlockTheStart(t *testing.T) {
	t.Parallel()
	o := Options{DataDir: t.TempDir(), Throwaway: true}
	stop(t, start(t, o))
	data := filepath.Join(o.DataDir, "postgres")
	stranger := exec.Command("sleep", "60")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Process.Kill(); _ = stranger.Wait() })
	for _, content := range []string{fmt.Sprintf("%d\n%s\n1700000000\n5432\n", stranger.Process.Pid, data), "", "torn"} {
		if err := os.WriteFile(filepath.Join(data, "postmaster.pid"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		stop(t, start(t, o))
	}
	if !pidInUse(stranger.Process.Pid) {
		t.Error("the stranger was stopped")
	}
}

func TestAnInterruptedFirstStartIsBegunAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "postgres.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := start(t, Options{DataDir: dir, Throwaway: true})
	if got := query(t, s.URL(), "SELECT current_database()"); got != "fourthirty" {
		t.Errorf("database %q", got)
	}
}

func TestDataOfAnotherMajorVersionIsNamedWithBothVersions(t *testing.T) {
	t.Parallel()
	o := Options{DataDir: t.TempDir(), Throwaway: true}
	stop(t, start(t, o))
	data := filepath.Join(o.DataDir, "postgres")
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), o)
	found := installed(t)[0]
	want := fmt.Sprintf("the data folder %s was made by PostgreSQL 9, but the server in %s is PostgreSQL %d: "+
		"set PG_BIN_DIR to a PostgreSQL 9, or back up with the old version and restore into a new folder",
		data, found.Dir, found.Major)
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

func TestAFolderWithoutAServerIsNamed(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	_, err := Start(t.Context(), Options{DataDir: t.TempDir(), BinDir: empty})
	if err == nil || !strings.Contains(err.Error(), "PostgreSQL in "+empty) {
		t.Errorf("got %v", err)
	}
}

func installed(t *testing.T) []Binaries {
	t.Helper()
	all, err := findAll(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

// query runs one statement and returns the first column of its first row, if any.
func query(t *testing.T, address, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(values, ",")
}

// hold runs another program that starts a server on dir, and returns the server's address.
func hold(t *testing.T, dir string) (*exec.Cmd, string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), holderVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "postgres://") {
		t.Fatalf("program %s: %q, %v", strconv.Itoa(cmd.Process.Pid), line, err)
	}
	return cmd, strings.TrimSpace(line)
}
