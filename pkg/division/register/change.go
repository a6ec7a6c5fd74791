package register

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Kind is what a change does to the tree.
type Kind string

// The kinds of changes.
const (
	Addition   Kind = "add"
	Retirement Kind = "retire"
	Renaming   Kind = "rename"
	Merger     Kind = "merge"
	Splitting  Kind = "split"
	Imported   Kind = "import"
)

// Change is a recorded operation on the tree.
type Change struct {
	ID          uuid.UUID       `json:"id" validate:"required" format:"uuid"`
	Kind        Kind            `json:"kind" validate:"required" swaggertype:"string" enums:"add,retire,rename,merge,split,import"`
	EffectiveOn division.Day    `json:"effective_on" validate:"required" swaggertype:"string" format:"date"`
	Note        string          `json:"note,omitempty"`
	Source      string          `json:"source,omitempty"`
	RecordedAt  time.Time       `json:"recorded_at" validate:"required" format:"date-time"`
	Retired     []Step          `json:"retired" validate:"required" gorm:"-"`
	Added       []division.Code `json:"added" validate:"required" swaggertype:"array,string" gorm:"-"`
	Renamed     []division.Code `json:"renamed" validate:"required" swaggertype:"array,string" gorm:"-"`
}

// TableName is where changes are kept.
func (Change) TableName() string { return "division_changes" }

// Step tells what became of a retired code: its successors, or nothing.
type Step struct {
	Code       division.Code   `json:"code" validate:"required" swaggertype:"string"`
	Successors []division.Code `json:"successors" validate:"required" swaggertype:"array,string"`
}

// Decision is on what day and by what authority a change takes effect.
type Decision struct {
	EffectiveOn division.Day `json:"effective_on" validate:"required" swaggertype:"string" format:"date"`
	Note        string       `json:"note,omitempty" maxLength:"1000"`
	Source      string       `json:"source" validate:"required" maxLength:"500"` // the document that ordered it
}

// AddInput describes a new division.
type AddInput struct {
	Decision
	Code division.Code `json:"code" validate:"required" swaggertype:"string" example:"330106110999"`
	Name string        `json:"name" validate:"required" maxLength:"100"`
}

// RenameInput gives a division another name.
type RenameInput struct {
	Decision
	Name string `json:"name" validate:"required" maxLength:"100"`
}

// Add enters a new division below a valid parent.
func (s *Service) Add(ctx context.Context, in AddInput) (*Change, error) {
	return s.change(ctx, Addition, in.Decision, func(r *revision, f *fault.Fields) error {
		in.Name = f.Text("name", in.Name, maxName)
		checkCode(f, "code", in.Code)
		if err := f.Err(); err != nil {
			return err
		}
		return r.add(in.Code, in.Name)
	})
}

// Rename gives a division another name, if nobody changed it since version; the former name stays searchable.
func (s *Service) Rename(ctx context.Context, code division.Code, version int, in RenameInput) (*Change, error) {
	return s.change(ctx, Renaming, in.Decision, func(r *revision, f *fault.Fields) error {
		in.Name = f.Text("name", in.Name, maxName)
		if err := f.Err(); err != nil {
			return err
		}
		d, err := r.lock(code)
		if err != nil {
			return err
		}
		if d.Version != version {
			return fault.New(fault.Stale, "stale_version", "current", d.Version)
		}
		if d.Name == in.Name {
			return fault.New(fault.Conflict, "same_value")
		}
		return r.rename(d, in.Name)
	})
}

// Retire ends a division that has no valid divisions below it, without a successor.
func (s *Service) Retire(ctx context.Context, code division.Code, in Decision) (*Change, error) {
	return s.change(ctx, Retirement, in, func(r *revision, f *fault.Fields) error {
		if err := f.Err(); err != nil {
			return err
		}
		d, err := r.lock(code)
		if err != nil {
			return err
		}
		if err := r.childless(d.Code); err != nil {
			return err
		}
		return r.retire(d)
	})
}

const maxName = 100

func checkCode(f *fault.Fields, field string, code division.Code) {
	if _, err := division.Parse(string(code)); err != nil || code == division.Country {
		f.Add(field, "division_code")
	}
}

func (d *Decision) check(f *fault.Fields, today division.Day) {
	d.Note = f.Text("note", d.Note, 1000, true)
	d.Source = f.Text("source", d.Source, 500)
	day, err := division.ParseDay(string(d.EffectiveOn))
	switch {
	case d.EffectiveOn == "":
		f.Add("effective_on", "required")
	case err != nil:
		f.Add("effective_on", "invalid_date")
	case day > today: // valid_to null means valid today
		f.Add("effective_on", "future")
	}
}

// change runs one operation on the tree in a transaction of its own place in the queue, and records it.
func (s *Service) change(ctx context.Context, kind Kind, d Decision, do func(*revision, *fault.Fields) error) (*Change, error) {
	var f fault.Fields
	d.check(&f, s.today())
	var r *revision
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := queue(tx); err != nil {
			return err
		}
		r = &revision{ctx: ctx, tx: tx, service: s, change: Change{
			ID: uuid.Must(uuid.NewV7()), Kind: kind, EffectiveOn: d.EffectiveOn, Note: d.Note, Source: d.Source, RecordedAt: s.Now(),
			Retired: []Step{}, Added: []division.Code{}, Renamed: []division.Code{},
		}, taken: map[division.Code]map[division.Code]bool{}}
		if err := do(r, &f); err != nil {
			return err
		}
		if err := r.apply(); err != nil {
			return err
		}
		return event.RecordAll(tx, r.events())
	})
	if err != nil {
		return nil, err
	}
	return &r.change, nil
}

// queue lets one change of the tree run at a time: they are rare, and reach far.
func queue(tx *gorm.DB) error {
	if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtext('fourthirty.divisions'))").Error; err != nil {
		return fmt.Errorf("change divisions: %w", err)
	}
	return nil
}

// Changes lists the recorded changes that touched a division as retired, successor or renamed, newest first.
func (s *Service) Changes(ctx context.Context, code division.Code) ([]Change, error) {
	if err := authz.CheckAlong(ctx, authz.DivisionRead, code); err != nil {
		return nil, err
	}
	changes := []Change{}
	const ids = `id IN (SELECT change_id FROM division_successors WHERE code = @code OR successor = @code
		UNION SELECT change_id FROM division_names WHERE code = @code)`
	tx := s.DB.Read(ctx)
	if err := tx.Where(ids, map[string]any{"code": code}).Order("effective_on DESC, id DESC").Find(&changes).Error; err != nil {
		return nil, fmt.Errorf("changes of %s: %w", code, err)
	}
	for i := range changes {
		if err := changes[i].readSteps(tx, code); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// readSteps reads what the change did to one code.
func (c *Change) readSteps(tx *gorm.DB, code division.Code) error {
	var rows []struct{ Code, Successor division.Code }
	const steps = `SELECT code, coalesce(successor, '') AS successor FROM division_successors
		WHERE change_id = ? AND (code = ? OR successor = ?) ORDER BY code, successor`
	if err := tx.Raw(steps, c.ID, code, code).Scan(&rows).Error; err != nil {
		return fmt.Errorf("steps of change: %w", err)
	}
	c.Retired, c.Added, c.Renamed = []Step{}, []division.Code{}, []division.Code{}
	for _, r := range rows {
		if n := len(c.Retired); n == 0 || c.Retired[n-1].Code != r.Code {
			c.Retired = append(c.Retired, Step{Code: r.Code, Successors: []division.Code{}})
		}
		if last := &c.Retired[len(c.Retired)-1]; r.Successor != "" {
			last.Successors = append(last.Successors, r.Successor)
		}
	}
	if err := tx.Raw("SELECT code FROM division_names WHERE change_id = ? AND code = ?", c.ID, code).Scan(&c.Renamed).Error; err != nil {
		return fmt.Errorf("steps of change: %w", err)
	}
	return nil
}
