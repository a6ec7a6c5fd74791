package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division/register"
)

// loading measures section b, and leaves the divisions loaded.
func (b *bench) loading(ctx context.Context) error {
	d, err := db.Open(ctx, b.url(small))
	if err != nil {
		return err
	}
	defer d.Close()
	service := &register.Service{DB: d, Now: time.Now}
	if !b.wants("b") {
		return service.Load(authz.System(ctx))
	}
	loaded := func(ctx context.Context) error {
		if err := b.exec(ctx, small, "TRUNCATE divisions, division_counts"); err != nil {
			return err
		}
		return service.Load(authz.System(ctx))
	}
	if err := loaded(ctx); err != nil {
		return err
	}
	rows, err := b.copyOut(ctx, "divisions")
	if err != nil {
		return err
	}
	bare := func(ctx context.Context) error { return b.bareCopy(ctx, "divisions", "code", rows) }
	ratios, speeds, err := compare(ctx, 3, 0, timed(loaded), timed(bare))
	if err != nil {
		return err
	}
	took := 1 / ratios[1]
	b.add(row{"b", "load all divisions : bare COPY (duration)", took, "<= 3", took <= 3, fmt.Sprintf("%.1f s : %.1f s", 1/speeds[0], 1/speeds[1])})
	return nil
}

// timed does a thing once; its speed is that of one in its time.
func timed(do func(context.Context) error) subject {
	return func(ctx context.Context, _ time.Duration) (float64, error) {
		start := time.Now()
		err := do(ctx)
		return 1 / time.Since(start).Seconds(), err
	}
}

// copyOut gives all rows of a table as COPY takes them.
func (w *world) copyOut(ctx context.Context, table string) ([]byte, error) {
	var rows bytes.Buffer
	err := w.owner(ctx, small, func(conn *pgx.Conn) error {
		_, err := conn.PgConn().CopyTo(ctx, &rows, "COPY "+table+" TO STDOUT WITH (FORMAT binary)")
		return err
	})
	return rows.Bytes(), err
}

// bareCopy puts the rows into a table of the same columns and checks with nothing but the primary key.
func (w *world) bareCopy(ctx context.Context, like, key string, rows []byte) error {
	if err := w.exec(ctx, small, "DROP TABLE IF EXISTS bare", "CREATE TABLE bare (LIKE "+like+" INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY ("+key+"))"); err != nil {
		return err
	}
	return w.owner(ctx, small, func(conn *pgx.Conn) error {
		_, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(rows), "COPY bare FROM STDIN WITH (FORMAT binary)")
		return err
	})
}
