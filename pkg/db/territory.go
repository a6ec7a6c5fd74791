package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

type impersonalKey struct{}

// Impersonal marks queries that read no personal data, so that any connection will do as it is: whose token this
// is has to be asked on every request, before there is an actor.
func Impersonal(ctx context.Context) context.Context {
	return context.WithValue(ctx, impersonalKey{}, true)
}

const territoryKey = "fourthirty.territory"

// carryTerritory gives a connection the territory of the actor it is taken for, which row-level security repeats
// on personal data as a second lock. A connection that carries it already costs no trip.
func carryTerritory(ctx context.Context, c *pgx.Conn) (bool, error) {
	if ctx.Value(impersonalKey{}) != nil {
		return true, nil
	}
	territory, carried := authz.Ranges(ctx), c.PgConn().CustomData()
	if carried[territoryKey] == territory {
		return true, nil
	}
	delete(carried, territoryKey)
	if _, err := c.Exec(ctx, "SELECT set_config('app.territory', $1, false)", territory); err != nil {
		return false, fmt.Errorf("db: carry the territory: %w", err)
	}
	carried[territoryKey] = territory
	return true, nil
}
