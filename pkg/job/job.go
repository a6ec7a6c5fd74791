// Package job runs background work on River, in the same database: a job is queued in the transaction of the
// change that needs it, and survives a restart.
package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
)

// Queue takes jobs in.
type Queue struct{ client *river.Client[*sql.Tx] }

// NewQueue makes a queue that only takes jobs in; Start works them off.
func NewQueue() *Queue {
	client, err := river.NewClient(riverdatabasesql.New(nil), &river.Config{})
	if err != nil { // an empty configuration is always valid
		panic(fmt.Errorf("job: %w", err))
	}
	return &Queue{client}
}

// Add queues a job in the transaction.
func (q *Queue) Add(ctx context.Context, tx *gorm.DB, args river.JobArgs) error {
	raw, err := db.SQLTx(tx)
	if err != nil {
		return err
	}
	if _, err := q.client.InsertTx(ctx, raw, args, nil); err != nil {
		return fmt.Errorf("queue %s: %w", args.Kind(), err)
	}
	return nil
}

// workers is how many jobs run at once in one process.
const workers = 2

// rescueAfter is when a job whose process is gone is given to another; longer than any job takes.
const rescueAfter = 2 * time.Hour

// Runner works jobs off.
type Runner struct{ client *river.Client[pgx.Tx] }

// Daily queues a job when the program starts and every day after.
func Daily(args river.JobArgs) *river.PeriodicJob { return Every(24*time.Hour, args) }

// Every queues a job when the program starts and again after each interval.
func Every(interval time.Duration, args river.JobArgs) *river.PeriodicJob {
	make := func() (river.JobArgs, *river.InsertOpts) { return args, nil }
	return river.NewPeriodicJob(river.PeriodicInterval(interval), make, &river.PeriodicJobOpts{RunOnStart: true})
}

// Start works off the jobs that the workers know, until Stop, and queues the periodic ones.
func Start(ctx context.Context, d *db.DB, log *slog.Logger, add func(*river.Workers), periodic ...*river.PeriodicJob) (*Runner, error) {
	all := river.NewWorkers()
	add(all)
	client, err := river.NewClient(riverpgxv5.New(d.Pool), &river.Config{
		Logger: log, Workers: all, RescueStuckJobsAfter: rescueAfter, MaxAttempts: 5, PeriodicJobs: periodic,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
	})
	if err != nil {
		return nil, fmt.Errorf("job: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("job: start: %w", err)
	}
	return &Runner{client}, nil
}

// Stop interrupts the jobs that run, which go on at the next start, and waits for them.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.StopAndCancel(ctx); err != nil {
		return fmt.Errorf("job: stop: %w", err)
	}
	return nil
}
