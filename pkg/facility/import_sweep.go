package facility

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"gocloud.dev/gcerrors"
)

// keptFor is how long the file of an import is kept: it holds telephone numbers in clear.
const keptFor = 30 * 24 * time.Hour

// ImportSweepJob asks for the files of old imports to be deleted. Their reports stay.
type ImportSweepJob struct{}

// Kind names the job in the queue.
func (ImportSweepJob) Kind() string { return "facility_import_sweep" }

type sweepWorker struct {
	river.WorkerDefaults[ImportSweepJob]
	imports *Imports
}

// Work deletes the files.
func (w sweepWorker) Work(ctx context.Context, _ *river.Job[ImportSweepJob]) error {
	return w.imports.Sweep(ctx)
}

// Sweep deletes the files of imports that were finished long ago.
func (s *Imports) Sweep(ctx context.Context) error {
	var old []struct {
		ID      uuid.UUID
		FileKey string
	}
	err := s.DB.Read(ctx).Raw("SELECT id, file_key FROM facility_imports WHERE file_key <> '' AND finished_at < ? LIMIT 10000", s.Now().Add(-keptFor)).Scan(&old).Error
	if err != nil {
		return fmt.Errorf("sweep imports: %w", err)
	}
	for _, i := range old {
		if err := s.Files.Delete(ctx, i.FileKey); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("sweep imports: %w", err)
		}
		if err := s.DB.Read(ctx).Exec("UPDATE facility_imports SET file_key = '' WHERE id = ?", i.ID).Error; err != nil {
			return fmt.Errorf("sweep imports: %w", err)
		}
	}
	return nil
}
