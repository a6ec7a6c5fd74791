package facility

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// ImportJob asks for one import to be carried out.
type ImportJob struct {
	ImportID uuid.UUID `json:"import_id"`
}

// Kind names the job in the queue.
func (ImportJob) Kind() string { return "facility_import" }

type importWorker struct {
	river.WorkerDefaults[ImportJob]
	imports *Imports
}

// Timeout is how long the largest file may take.
func (importWorker) Timeout(*river.Job[ImportJob]) time.Duration { return time.Hour }

// Work carries the import out; the last attempt that fails ends it.
func (w importWorker) Work(ctx context.Context, j *river.Job[ImportJob]) error {
	err := w.imports.Run(ctx, j.Args.ImportID)
	if errors.Is(err, errBusy) {
		return river.JobSnooze(10 * time.Second)
	}
	if err != nil && j.Attempt >= j.MaxAttempts && ctx.Err() == nil {
		return errors.Join(err, w.imports.fail(ctx, j.Args.ImportID, fault.New(0, "internal")))
	}
	return err
}

// Register makes the imports known to those who work jobs off.
func (s *Imports) Register(workers *river.Workers) {
	river.AddWorker(workers, importWorker{imports: s})
	river.AddWorker(workers, sweepWorker{imports: s})
}

// Resume queues what was not finished when the program ended: a job that died with its process is given
// free by the queue only after hours. Two jobs for one import do no harm.
func (s *Imports) Resume(ctx context.Context) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var ids []uuid.UUID
		if err := tx.Raw("SELECT id FROM facility_imports WHERE status = 'running'").Scan(&ids).Error; err != nil {
			return fmt.Errorf("resume imports: %w", err)
		}
		for _, id := range ids {
			if err := s.Queue.Add(ctx, tx, ImportJob{ImportID: id}); err != nil {
				return err
			}
		}
		return nil
	})
}

var (
	errBusy    = errors.New("the import is being carried out elsewhere")
	errNothing = errors.New("nothing is to be written")
)

// Run carries an import out, as the actor who started it. It may be called again after a crash: everything
// is written in one transaction, with the note that the import is done.
func (s *Imports) Run(ctx context.Context, id uuid.UUID) error {
	var i Import
	if err := s.DB.Read(ctx).Take(&i, "id = ?", id).Error; err != nil {
		return fmt.Errorf("import %s: %w", id, err)
	}
	if i.finished() {
		return nil
	}
	err := s.runAs(ctx, &i)
	var known *fault.Error
	if errors.As(err, &known) {
		return s.fail(ctx, id, known)
	}
	return err
}

func (s *Imports) runAs(ctx context.Context, i *Import) error {
	actor, err := s.Actor(ctx, i.ActorID)
	if err != nil {
		return err
	}
	actor.SessionID, actor.RequestID = i.SessionID, i.RequestID
	ctx = authz.WithActor(ctx, actor)
	if err := authz.CheckAnywhere(ctx, authz.FacilityImport); err != nil {
		return err
	}
	in, done, err := s.open(ctx, i)
	if err != nil {
		return err
	}
	defer done()
	r := &run{Imports: s, record: i, in: in, outer: ctx}
	err = s.DB.Bulk(ctx, r.all)
	if errors.Is(err, errNothing) {
		return r.finish(s.DB.Read(ctx))
	}
	return err
}

// open reads the file of an import from a local copy, which done removes.
func (s *Imports) open(ctx context.Context, i *Import) (in *sheet.Reader, done func(), err error) {
	file, err := s.fetch(ctx, i)
	if err != nil {
		return nil, nil, err
	}
	in, err = sheet.Open(file, i.Format)
	if err != nil {
		_, _ = file.Close(), os.Remove(file.Name())
		return nil, nil, err
	}
	return in, func() { _, _ = in.Close(), os.Remove(file.Name()) }, nil
}

// fetch copies the file to the local disk, where both readers want it.
func (s *Imports) fetch(ctx context.Context, i *Import) (*os.File, error) {
	if i.FileKey == "" {
		return nil, fault.New(fault.Gone, "import_file_gone")
	}
	in, err := s.Files.NewReader(ctx, i.FileKey, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch file: %w", err)
	}
	defer func() { _ = in.Close() }()
	file, err := os.CreateTemp("", "fourthirty-import-*."+string(i.Format))
	if err != nil {
		return nil, fmt.Errorf("fetch file: %w", err)
	}
	if _, err = io.Copy(file, in); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("fetch file: %w", err), file.Close(), os.Remove(file.Name()))
	}
	return file, nil
}

// fail ends an import whose file cannot be read.
func (s *Imports) fail(ctx context.Context, id uuid.UUID, f *fault.Error) error {
	params, _ := json.Marshal(f.Params)
	if f.Params == nil {
		params = []byte("{}")
	}
	err := s.DB.Read(ctx).Exec(`UPDATE facility_imports SET status = 'failed', failure = ?, failure_params = CAST(? AS jsonb), finished_at = ?
 WHERE id = ? AND status IN ('queued', 'running')`, f.Code, string(params), s.Now(), id).Error
	if err != nil {
		return fmt.Errorf("fail import: %w", err)
	}
	return nil
}
