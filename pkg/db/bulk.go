package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// Copier streams rows into a table, in the transaction it belongs to.
type Copier func(table string, columns []string, rows pgx.CopyFromSource) error

// Bulk is Write for many rows: a new transaction on a connection of its own, into which rows can be copied.
func (d *DB) Bulk(ctx context.Context, fn func(ctx context.Context, tx *gorm.DB, copy Copier) error) error {
	if _, inside := ctx.Value(txKey{}).(*transaction); inside {
		return errors.New("db: Bulk within a transaction")
	}
	t := &transaction{}
	err := d.orm.WithContext(ctx).Connection(func(c *gorm.DB) error {
		conn, ok := c.Statement.ConnPool.(*sql.Conn)
		if !ok {
			return errors.New("db: Bulk needs a connection")
		}
		return c.Transaction(func(tx *gorm.DB) error {
			t.orm = tx
			inner := context.WithValue(ctx, txKey{}, t)
			return fn(inner, tx.WithContext(inner), copier(inner, conn))
		})
	})
	if err != nil {
		return err
	}
	for _, f := range t.commit {
		f()
	}
	return nil
}

func copier(ctx context.Context, conn *sql.Conn) Copier {
	return func(table string, columns []string, rows pgx.CopyFromSource) error {
		return conn.Raw(func(driver any) error {
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, rows)
			if err != nil {
				return fmt.Errorf("copy into %s: %w", table, err)
			}
			return nil
		})
	}
}
