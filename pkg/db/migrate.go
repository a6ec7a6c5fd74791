package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver of database/sql, for goose
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the SQL files, forward only, in order of their names.
func Migrations() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}

// Migrate brings the database at url to the newest version. It connects as the owner, not as AppRole.
// Several processes may call it at once: an advisory lock lets one work and the others wait.
func Migrate(ctx context.Context, url string) error {
	conn, err := sql.Open("pgx", url)
	if err != nil {
		return fmt.Errorf("migrate: open: %w", err)
	}
	defer func() { _ = conn.Close() }()
	lock, err := conn.Conn(ctx)
	if err != nil {
		return fmt.Errorf("migrate: connect: %w", err)
	}
	defer func() { _ = lock.Close() }()
	if _, err := lock.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext('fourthirty.migrate'))"); err != nil {
		return fmt.Errorf("migrate: lock: %w", err)
	}
	defer func() { _, _ = lock.ExecContext(ctx, "SELECT pg_advisory_unlock(hashtext('fourthirty.migrate'))") }()
	if err := migrateJobs(ctx, url); err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, conn, Migrations())
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return grantApp(ctx, conn)
}

// migrateJobs lays out River's own tables.
func migrateJobs(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return fmt.Errorf("migrate: jobs: %w", err)
	}
	defer pool.Close()
	m, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return fmt.Errorf("migrate: jobs: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate: jobs: %w", err)
	}
	return nil
}

// grantApp gives AppRole every right it needs on what the migrations made, and none on history.
func grantApp(ctx context.Context, conn *sql.DB) error {
	const stmts = `
GRANT USAGE ON SCHEMA public TO fourthirty_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO fourthirty_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO fourthirty_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO fourthirty_app;
REVOKE UPDATE, DELETE, TRUNCATE ON events, event_seals FROM fourthirty_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON goose_db_version FROM fourthirty_app;`
	if _, err := conn.ExecContext(ctx, stmts); err != nil {
		return fmt.Errorf("migrate: grants: %w", err)
	}
	return nil
}
