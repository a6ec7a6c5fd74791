package facility

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/job"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// Import is a file of facilities that is brought in: queued -> running -> done, refused (a row was wrong,
// so nothing was written) or failed (the file cannot be read).
type Import struct {
	ID            uuid.UUID       `json:"id" validate:"required" format:"uuid"`
	Division      division.Code   `json:"division" validate:"required"` // the territory of who brought it
	ActorID       uuid.UUID       `json:"actor_id" validate:"required" format:"uuid"`
	ActorName     string          `json:"actor_name" validate:"required"`
	SessionID     uuid.UUID       `json:"-"`
	RequestID     string          `json:"-"`
	FileName      string          `json:"file_name" validate:"required"`
	FileKey       string          `json:"-"`
	FileSha256    []byte          `json:"-"`
	FileBytes     int64           `json:"file_bytes" validate:"required"`
	Format        sheet.Format    `json:"format" validate:"required" enums:"csv,xlsx"`
	DryRun        bool            `json:"dry_run" validate:"required"` // only checked
	Partial       bool            `json:"partial" validate:"required"` // good rows are written even when others are wrong
	Status        ImportStatus    `json:"status" validate:"required"`
	Failure       *string         `json:"failure,omitempty"` // why the file cannot be read, as a code
	FailureParams json.RawMessage `json:"-"`
	Message       string          `json:"message,omitempty" gorm:"-"` // the failure in the caller's language
	RowsTotal     *int            `json:"rows_total,omitempty"`       // an estimate until it is finished
	RowsDone      int             `json:"rows_done" validate:"required"`
	Created       int             `json:"created" validate:"required"` // or would be, unless done for real
	Updated       int             `json:"updated" validate:"required"`
	Unchanged     int             `json:"unchanged" validate:"required"`
	Rejected      int             `json:"rejected" validate:"required"`
	Warned        int             `json:"warned" validate:"required"`
	CreatedAt     time.Time       `json:"created_at" validate:"required" format:"date-time"`
	FinishedAt    *time.Time      `json:"finished_at,omitempty" format:"date-time"`
}

// ImportStatus is how far an import is.
type ImportStatus string

// The statuses of an import.
const (
	ImportQueued  ImportStatus = "queued"
	ImportRunning ImportStatus = "running"
	ImportDone    ImportStatus = "done"
	ImportRefused ImportStatus = "refused"
	ImportFailed  ImportStatus = "failed"
)

// TableName is where imports are kept.
func (Import) TableName() string { return "facility_imports" }

func (i *Import) finished() bool {
	return i.Status == ImportDone || i.Status == ImportRefused || i.Status == ImportFailed
}

// Imports brings files of facilities in.
type Imports struct {
	*Service
	Files *blob.Bucket
	Queue *job.Queue
	// Actor finds who started an import again, as they are when the job runs.
	Actor func(ctx context.Context, user uuid.UUID) (*authz.Actor, error)
}

// Upload is a file with what to do with it.
type Upload struct {
	Name    string
	Content io.Reader
	DryRun  bool
	Partial bool
}

// Start keeps the file and queues the import of it.
func (s *Imports) Start(ctx context.Context, up Upload) (*Import, error) {
	if err := authz.CheckAnywhere(ctx, authz.FacilityImport); err != nil {
		return nil, err
	}
	i := s.fresh(ctx, fileName(up.Name))
	i.DryRun, i.Partial = up.DryRun, up.Partial
	if err := s.keepFile(ctx, i, up.Content); err != nil {
		return nil, err
	}
	return s.enqueue(ctx, i)
}

// Apply imports the file of a dry run for real.
func (s *Imports) Apply(ctx context.Context, id uuid.UUID, partial bool) (*Import, error) {
	dry, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !dry.DryRun || dry.Status != ImportDone {
		return nil, fault.New(fault.Conflict, "import_not_checked")
	}
	if dry.FileKey == "" {
		return nil, fault.New(fault.Gone, "import_file_gone")
	}
	i := s.fresh(ctx, dry.FileName)
	i.Partial, i.Format, i.FileSha256, i.FileBytes = partial, dry.Format, dry.FileSha256, dry.FileBytes
	i.FileKey = i.key()
	if err := s.Files.Copy(ctx, i.FileKey, dry.FileKey, nil); err != nil {
		return nil, fmt.Errorf("keep file: %w", err)
	}
	return s.enqueue(ctx, i)
}

func (s *Imports) fresh(ctx context.Context, name string) *Import {
	actor := authz.From(ctx)
	return &Import{ID: uuid.Must(uuid.NewV7()), Division: territory(ctx), ActorID: actor.UserID, ActorName: actor.Name, SessionID: actor.SessionID, RequestID: actor.RequestID,
		FileName: name, Status: ImportQueued, FailureParams: json.RawMessage("{}"), CreatedAt: s.Now()}
}

func (i *Import) key() string { return "imports/" + i.ID.String() + "." + string(i.Format) }

func (s *Imports) enqueue(ctx context.Context, i *Import) (*Import, error) {
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := tx.Create(i).Error; err != nil {
			return fmt.Errorf("start import: %w", err)
		}
		return s.Queue.Add(ctx, tx, ImportJob{ImportID: i.ID})
	})
	if err != nil {
		return nil, errors.Join(err, s.Files.Delete(context.WithoutCancel(ctx), i.FileKey))
	}
	return i, nil
}

// territory is the widest in which the actor may import.
func territory(ctx context.Context) division.Code {
	widest := division.Code("")
	for _, g := range authz.Territory(ctx, authz.FacilityImport) {
		if widest == "" || g.Division.Level() < widest.Level() {
			widest = g.Division
		}
	}
	return widest
}

// fileName is the last part of what the browser said, short and without control characters.
func fileName(name string) string {
	var bad fault.Fields
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	if name = bad.Text("file", name, 200); len(bad) > 0 || name == "." || name == "/" {
		return "import"
	}
	return name
}

func (s *Imports) keepFile(ctx context.Context, i *Import, content io.Reader) error {
	in := bufio.NewReaderSize(content, 4096)
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read upload: %w", err)
	}
	if i.Format, err = sheet.Detect(head); err != nil {
		return err
	}
	i.FileKey = i.key()
	ctx, cancel := context.WithCancel(ctx) // ends an upload that broke off without keeping it
	defer cancel()
	out, err := s.Files.NewWriter(ctx, i.FileKey, &blob.WriterOptions{ContentType: i.Format.MediaType()})
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	sum := sha256.New()
	if i.FileBytes, err = io.Copy(io.MultiWriter(out, sum), in); err != nil {
		cancel()
		_ = out.Close()
		return fmt.Errorf("keep file: %w", err)
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	i.FileSha256 = sum.Sum(nil)
	return nil
}

// visible is a query on the imports of the actor and of everybody in their territory.
func (s *Imports) visible(ctx context.Context) *gorm.DB {
	mine := s.DB.Read(ctx).Where("actor_id = ?", authz.From(ctx).UserID)
	return s.DB.Read(ctx).Model(&Import{}).Where(mine.Or(s.DB.Read(ctx).Scopes(authz.Within(ctx, authz.FacilityImport, "division"))))
}

// List gives imports, newest first.
func (s *Imports) List(ctx context.Context, before *uuid.UUID, limit int) ([]Import, error) {
	q := s.visible(ctx).Order("id DESC").Limit(limit)
	if before != nil {
		q = q.Where("id < ?", *before)
	}
	rows := []Import{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	return rows, nil
}

// Get finds one import.
func (s *Imports) Get(ctx context.Context, id uuid.UUID) (*Import, error) {
	rows := []Import{}
	if err := s.visible(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("get import: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// Say fills in why the file cannot be read, in the language.
func (i *Import) Say(lang string) {
	if i.Failure != nil {
		var params fault.Params
		_ = json.Unmarshal(i.FailureParams, &params)
		i.Message = fault.Say(lang, *i.Failure, params)
	}
}
