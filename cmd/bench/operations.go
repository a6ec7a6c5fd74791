package main

import (
	"context"
	"fmt"

	"github.com/golang-jwt/jwt/v5"
)

// operations measures section a.
func (b *bench) operations(ctx context.Context, ours *child) error {
	theirs, err := b.handwritten(ctx, small, b.sql, ours.Token)
	if err != nil {
		return err
	}
	defer theirs.stop()
	sql, err := b.bareSQL(ctx, ours.Token)
	if err != nil {
		return err
	}
	defer sql.pool.Close()
	for _, o := range []struct {
		to   func(*child) target
		bare func(ctx context.Context, w, n int) error
		aim  float64
	}{{b.places.list, sql.list, 0.9}, {b.places.get, sql.get, 0.9}, {b.places.create, sql.create, 0.8}} {
		if err := b.operation(ctx, o.to(ours), o.to(theirs), sql.loop(o.to(ours).Name, o.bare), o.aim); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) operation(ctx context.Context, ours, theirs target, sql subject, aim float64) error {
	for _, t := range []target{ours, theirs} {
		if err := once(t); err != nil {
			return err
		}
	}
	ratios, speeds, err := compare(ctx, rounds, b.length, load(ours), load(theirs), sql)
	if err != nil {
		return err
	}
	b.add(row{"a", ours.Name + " : by hand (requests)", ratios[1], fmt.Sprintf(">= %.1f", aim), ratios[1] >= aim, fmt.Sprintf("%.0f/s : %.0f/s", speeds[0], speeds[1])})
	b.add(row{"a", ours.Name + " : bare SQL (requests)", ratios[2], "", true, fmt.Sprintf("%.0f/s : %.0f/s", speeds[0], speeds[2])})
	return nil
}

// bareSQL connects this program itself, and reads from the token whose session is looked up.
func (b *bench) bareSQL(ctx context.Context, token string) (*bare, error) {
	var claims sessionClaims
	if _, _, err := jwt.NewParser().ParseUnverified(token, &claims); err != nil {
		return nil, err
	}
	pool, err := openPool(ctx, b.url(small))
	if err != nil {
		return nil, err
	}
	return &bare{store: &store{pool: pool, sql: b.sql}, places: b.places, session: claims.Session, user: claims.Subject}, nil
}
