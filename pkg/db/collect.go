package db

import (
	"context"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// Collect reads all rows of a query by pgx, each into the places that into names in the order of the columns. It is
// for hot paths: GORM's own way, over database/sql and reflection, takes longer than the query of a list.
func Collect[T any](ctx context.Context, d *DB, q *gorm.DB, into func(*T) []any) ([]T, error) {
	all := []T{}
	if _, ok := ctx.Value(txKey{}).(*transaction); ok { // its connection belongs to database/sql
		return all, q.Find(&all).Error
	}
	built := q.Session(&gorm.Session{DryRun: true}).Find(&all)
	if built.Error != nil {
		return nil, built.Error
	}
	rows, err := d.Pool.Query(ctx, built.Statement.SQL.String(), built.Statement.Vars...)
	if err != nil {
		return nil, err
	}
	return pgx.AppendRows(all, rows, func(row pgx.CollectableRow) (t T, err error) {
		err = row.Scan(into(&t)...)
		return t, err
	})
}
