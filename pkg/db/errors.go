package db

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Canceled reports whether err is PostgreSQL's answer to a query whose time was up.
func Canceled(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "57014"
}

// Unreachable reports whether err says that PostgreSQL cannot be reached or is going down.
func Unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var pg *pgconn.PgError
	return errors.As(err, &connect) || errors.As(err, &pg) && strings.HasPrefix(pg.Code, "57P")
}
