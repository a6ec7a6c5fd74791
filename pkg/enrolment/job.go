package enrolment

import (
	"context"

	"github.com/riverqueue/river"
)

// ExpiryJob ends the offers that ran out. It runs every minute; one that was missed is made up for by the next.
type ExpiryJob struct{}

// Kind names the job in the queue.
func (ExpiryJob) Kind() string { return "enrolment_expiry" }

type expiryWorker struct {
	river.WorkerDefaults[ExpiryJob]
	enrolments *Service
}

// Work ends the offers.
func (w expiryWorker) Work(ctx context.Context, _ *river.Job[ExpiryJob]) error {
	return w.enrolments.ExpireOffers(ctx)
}

// Register makes the job known to those who work jobs off.
func (s *Service) Register(workers *river.Workers) {
	river.AddWorker(workers, expiryWorker{enrolments: s})
}
