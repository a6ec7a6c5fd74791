package api

import (
	"context"
	"fmt"
	"time"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

// answerLife is how long the answer to an Idempotency-Key is kept.
const answerLife = 24 * time.Hour

// Run sweeps at once and then every interval until ctx ends.
func (a *API) Run(ctx context.Context, interval time.Duration) {
	ctx = authz.System(ctx)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if err := a.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.Config.Log.ErrorContext(ctx, "sweeping failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep deletes kept answers older than a day and what the accounts no longer need.
func (a *API) Sweep(ctx context.Context) error {
	err := a.DB.Read(ctx).Exec("DELETE FROM idempotency_keys WHERE created_at < ?", a.Config.Clock().Add(-answerLife)).Error
	if err != nil {
		return fmt.Errorf("sweep kept answers: %w", err)
	}
	return a.Org.Sweep(ctx)
}
