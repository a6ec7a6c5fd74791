package dbtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/fourthirty/fourthirty/pkg/db"
)

// ensureTemplate returns the name of the migrated database that tests are cloned from.
// The first process that needs it makes it, the others wait.
func (s *server) ensureTemplate(ctx context.Context) (string, error) {
	sum, err := fingerprint(s.admin)
	if err != nil {
		return "", fmt.Errorf("fingerprint migrations: %w", err)
	}
	name := "fourthirty_template_" + sum
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return "", fmt.Errorf("connect to test server: %w", err)
	}
	defer conn.Release()
	const lock, unlock = "SELECT pg_advisory_lock(hashtext($1))", "SELECT pg_advisory_unlock(hashtext($1))"
	if _, err := conn.Exec(ctx, lock, name); err != nil {
		return "", fmt.Errorf("lock template: %w", err)
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), unlock, name) }()
	var exists bool
	const q = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
	if err := conn.QueryRow(ctx, q, name).Scan(&exists); err != nil {
		return "", fmt.Errorf("look for template: %w", err)
	}
	if exists {
		return name, nil
	}
	return name, s.makeTemplate(ctx, name)
}

// makeTemplate gives the template its name last, so that a half-made one is never used.
func (s *server) makeTemplate(ctx context.Context, name string) error {
	draft := name + "_draft"
	if err := s.drop(ctx, draft); err != nil {
		return err
	}
	if err := s.clone(ctx, draft, "template0"); err != nil {
		return err
	}
	if err := db.Migrate(ctx, s.address(draft)); err != nil {
		return fmt.Errorf("migrate template: %w", err)
	}
	if _, err := s.admin.Exec(ctx, "ALTER DATABASE "+quote(draft)+" WITH ALLOW_CONNECTIONS false"); err != nil {
		return fmt.Errorf("close template: %w", err)
	}
	if _, err := s.admin.Exec(ctx, "ALTER DATABASE "+quote(draft)+" RENAME TO "+quote(name)); err != nil {
		return fmt.Errorf("name template: %w", err)
	}
	return nil
}

// fingerprint tells apart everything that db.Migrate does.
func fingerprint(pool *pgxpool.Pool) (string, error) {
	h := sha256.New()
	migrations := db.Migrations()
	files, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		text, err := fs.ReadFile(migrations, f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", f, len(text), text)
	}
	jobs, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return "", err
	}
	for _, m := range jobs.AllVersions() {
		fmt.Fprintf(h, "%d %s\n%s", m.Version, m.Name, m.SQLUp)
	}
	writeMigrateSource(h)
	return fmt.Sprintf("%x", h.Sum(nil)[:8]), nil
}

// writeMigrateSource adds the Go part of the migration, such as its grants, when the source is at hand.
func writeMigrateSource(w io.Writer) {
	_, here, _, _ := runtime.Caller(0)
	if text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "db", "migrate.go")); err == nil {
		_, _ = w.Write(text)
	}
}
