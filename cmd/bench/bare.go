package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// bare runs the statements of the operations with nothing around them: no HTTP, no token, no JSON.
type bare struct {
	*store
	places
	session string
	user    string
}

// loop repeats one operation on as many connections as the servers are asked by.
func (b *bare) loop(name string, do func(ctx context.Context, w, n int) error) subject {
	return func(ctx context.Context, d time.Duration) (float64, error) {
		end := time.Now().Add(d)
		return repeat(ctx, name+", bare SQL", 2*d+time.Second, func(ctx context.Context, w int, done func()) error {
			for n := 0; time.Now().Before(end); n++ {
				if err := do(ctx, w, n); err != nil {
					return err
				}
				done()
			}
			return nil
		})
	}
}

// query runs a statement and passes over its rows.
func (b *bare) query(ctx context.Context, sql string, args ...any) error {
	rows, err := b.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	return drain(rows)
}

func drain(rows pgx.Rows) error {
	for rows.Next() {
	}
	return rows.Err()
}

func (b *bare) authenticate(ctx context.Context) error {
	return b.query(ctx, b.sql.Authenticate, b.session, b.user, time.Now())
}

func (b *bare) list(ctx context.Context, w, n int) error {
	if err := b.authenticate(ctx); err != nil {
		return err
	}
	lo, hi := division.Code(pick(b.Cities, w, n)).Range()
	return b.query(ctx, b.sql.List, string(lo), string(hi))
}

func (b *bare) get(ctx context.Context, w, n int) error {
	if err := b.authenticate(ctx); err != nil {
		return err
	}
	return b.query(ctx, b.sql.Get, pick(b.Facilities, w, n))
}

func (b *bare) create(ctx context.Context, _, _ int) error {
	if err := b.authenticate(ctx); err != nil {
		return err
	}
	i := made.Add(1)
	body := b.body(int(i))
	var f place
	if err := json.Unmarshal(body, &f); err != nil {
		return err
	}
	who := &actor{User: b.user, Session: b.session, Login: login}
	_, err := b.store.create(ctx, who, &f, body, fmt.Sprintf("%d-%d", time.Now().UnixNano(), i), "bare")
	return err
}
