// Package db opens PostgreSQL, migrates it and runs transactions.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// AppRole is the role every connection works as: it owns nothing, does not bypass row-level
// security and cannot change or delete events.
const AppRole = "fourthirty_app"

// DB is one pool of connections, reached through GORM or, on hot paths, through pgx.
type DB struct {
	Pool *pgxpool.Pool
	orm  *gorm.DB
	sql  *sql.DB
}

// Open connects to url, working as AppRole. The database must have been migrated.
func Open(ctx context.Context, url string) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("db: parse url: %w", err)
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "Asia/Shanghai"
	cfg.ConnConfig.RuntimeParams["application_name"] = "fourthirty"
	cfg.PrepareConn = carryTerritory
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE "+AppRole)
		return err
	}
	if cfg.MaxConns < 16 {
		cfg.MaxConns = 16
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("db: pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: connect: %w", err)
	}
	return wrap(pool)
}

func wrap(pool *pgxpool.Pool) (*DB, error) {
	std := stdlib.OpenDBFromPool(pool)
	orm, err := gorm.Open(postgres.New(postgres.Config{Conn: std}), &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		PrepareStmt:            false,          // pgx caches statements itself; GORM's cache re-parses in every transaction
		Logger:                 logger.Discard, // errors are returned, and logged once at the edge
	})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: gorm: %w", err)
	}
	orm.ClauseBuilders["LIMIT"] = literalLimit
	return &DB{Pool: pool, orm: orm, sql: std}, nil
}

// literalLimit writes a limit into the statement. PostgreSQL takes a limit that is a parameter for a tenth of all
// rows, finds its general plan dear, and plans every query of a large table anew.
func literalLimit(c clause.Clause, b clause.Builder) {
	limit, ok := c.Expression.(clause.Limit)
	if !ok || limit.Limit == nil || *limit.Limit < 0 || limit.Offset > 0 {
		c.Build(b)
		return
	}
	_, _ = b.WriteString("LIMIT " + strconv.Itoa(*limit.Limit))
}

// Close gives all connections back.
func (d *DB) Close() {
	_ = d.sql.Close()
	d.Pool.Close()
}

type txKey struct{}

type transaction struct {
	orm    *gorm.DB
	commit []func()
}

// Read returns a session on the transaction of ctx, or on the pool when there is none.
func (d *DB) Read(ctx context.Context) *gorm.DB {
	if t, ok := ctx.Value(txKey{}).(*transaction); ok {
		return t.orm.WithContext(ctx)
	}
	return d.orm.WithContext(ctx)
}

// Write runs fn in the transaction of ctx, or in a new one that commits when fn returns nil.
// fn must not reach out to the network.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *gorm.DB) error) error {
	if t, ok := ctx.Value(txKey{}).(*transaction); ok {
		return fn(ctx, t.orm.WithContext(ctx))
	}
	t := &transaction{}
	err := d.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		t.orm = tx
		inner := context.WithValue(ctx, txKey{}, t)
		return fn(inner, tx.WithContext(inner))
	})
	if err != nil {
		return err
	}
	for _, f := range t.commit {
		f()
	}
	return nil
}

// AfterCommit runs f once the transaction of ctx has committed; outside a transaction, at once.
func AfterCommit(ctx context.Context, f func()) {
	if t, ok := ctx.Value(txKey{}).(*transaction); ok {
		t.commit = append(t.commit, f)
		return
	}
	f()
}

// SQLTx is the database/sql transaction below tx, for libraries that enqueue into it.
func SQLTx(tx *gorm.DB) (*sql.Tx, error) {
	t, ok := tx.Statement.ConnPool.(*sql.Tx)
	if !ok {
		return nil, errors.New("db: not in a transaction")
	}
	return t, nil
}

// Violates reports whether err is the breach of the named constraint.
func Violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// Contains is the LIKE pattern for text that holds s anywhere, with s taken literally.
func Contains(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s) + "%"
}
