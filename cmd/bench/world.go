package main

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/db/embedded"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

// world is a PostgreSQL of its own, in a folder that is removed at the end.
type world struct {
	dir    string
	server *embedded.Server
	log    *statementLog
}

func newWorld(ctx context.Context) (*world, error) {
	dir, err := os.MkdirTemp("", "fourthirty-bench-")
	if err != nil {
		return nil, err
	}
	w := &world{dir: dir, log: &statementLog{}}
	w.server, err = embedded.Start(ctx, embedded.Options{DataDir: filepath.Join(dir, "postgres"), Log: slog.New(w.log)})
	if err != nil {
		w.close()
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL may run as another account; nothing secret lies here
		return nil, err
	}
	return w, nil
}

func (w *world) close() {
	if w.server != nil {
		_ = w.server.Stop()
	}
	_ = os.RemoveAll(w.dir)
}

// url is that of one database of the server.
func (w *world) url(database string) string {
	return strings.Replace(w.server.URL(), "/fourthirty?", "/"+database+"?", 1)
}

// owner runs statements as the owner of the database.
func (w *world) owner(ctx context.Context, database string, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, w.url(database))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return do(conn)
}

func (w *world) exec(ctx context.Context, database string, statements ...string) error {
	return w.owner(ctx, database, func(conn *pgx.Conn) error {
		for _, s := range statements {
			if _, err := conn.Exec(ctx, s); err != nil {
				return fmt.Errorf("%.60s: %w", s, err)
			}
		}
		return nil
	})
}

//go:embed fill.sql
var fillSQL string

// fill puts 82,082 facilities into real divisions, 905 / 15,860 / 65,317 of the three kinds, each times over,
// and counts them.
func (w *world) fill(ctx context.Context, database string, times int) error {
	start := time.Now()
	text := strings.ReplaceAll(fillSQL, "{times}", strconv.Itoa(times))
	if err := w.exec(ctx, database, text); err != nil {
		return fmt.Errorf("fill %s: %w", database, err)
	}
	d, err := db.Open(ctx, w.url(database))
	if err != nil {
		return err
	}
	defer d.Close()
	if err := (&statistics.Service{DB: d, Now: time.Now}).RecountAll(authz.System(ctx)); err != nil {
		return err
	}
	if err := w.exec(ctx, database, "VACUUM (ANALYZE) facilities, facility_states, county_statistics, county_statistics_past"); err != nil {
		return err
	}
	note("%d facilities in %s, %s", times*facilities, database, time.Since(start).Round(time.Second))
	return nil
}

func note(format string, args ...any) { fmt.Fprintf(os.Stderr, "... "+format+"\n", args...) }
