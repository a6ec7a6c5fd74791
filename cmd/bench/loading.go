package main

import (
	"bytes"
	"context"
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
	empty := func(ctx context.Context) error { return b.exec(ctx, small, "TRUNCATE divisions, division_counts") }
	loaded := func(ctx context.Context) error { return service.Load(authz.System(ctx)) }
	if err := loaded(ctx); err != nil {
		return err
	}
	rows, err := b.copyOut(ctx, "divisions")
	if err != nil {
		return err
	}
	ratios, speeds, err := compare(ctx, 3, 0, timed(empty, loaded), timed(b.bareTable("divisions", "code"), b.bareCopy(rows)))
	if err != nil {
		return err
	}
	b.addDuration("b", "load all divisions : bare COPY", 1/ratios[1], 3, speeds)
	return nil
}

// timed does a thing once, after what it needs; its speed is that of one in its time.
func timed(before, do func(context.Context) error) subject {
	return func(ctx context.Context, _ time.Duration) (float64, error) {
		if err := before(ctx); err != nil {
			return 0, err
		}
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

// bareTable makes a table of the same columns and checks with nothing but the primary key.
func (w *world) bareTable(like, key string) func(context.Context) error {
	return func(ctx context.Context) error {
		return w.exec(ctx, small, "DROP TABLE IF EXISTS bare",
			"CREATE TABLE bare (LIKE "+like+" INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY ("+key+"))")
	}
}

// bareCopy puts the rows into the bare table.
func (w *world) bareCopy(rows []byte) func(context.Context) error {
	return func(ctx context.Context) error {
		return w.owner(ctx, small, func(conn *pgx.Conn) error {
			_, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(rows), "COPY bare FROM STDIN WITH (FORMAT binary)")
			return err
		})
	}
}
