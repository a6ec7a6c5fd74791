package facility

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// MaxParts is how many parts of one kind a facility has at most, retired ones not counted.
const MaxParts = 1000

// Part is what everything inside a facility has. Parts are retired, never deleted, because programmes and
// visits of earlier days point to them.
type Part struct {
	ID         uuid.UUID `json:"id" validate:"required" format:"uuid"`
	County     string    `json:"-"`
	FacilityID uuid.UUID `json:"facility_id" validate:"required" format:"uuid"`
	Retired    bool      `json:"retired" validate:"required"`
	Version    int       `json:"version" validate:"required"`
	CreatedAt  time.Time `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt  time.Time `json:"updated_at" validate:"required" format:"date-time"`
}

func (p *Part) part() *Part { return p }

// part is a row that lies in a facility; label is what the facility's history calls it.
type part[T any] interface {
	*T
	part() *Part
	label() string
}

// within locks the facility against moving or closing while one of its parts is written: parts of one
// facility may be written side by side.
func (s *Service) within(ctx context.Context, tx *gorm.DB, id uuid.UUID) (*Facility, error) {
	var f Facility
	err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Select("id", "county", "division", "operator_id", "status").Take(&f, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("facility of a part: %w", err)
	}
	return &f, authz.Check(ctx, authz.FacilityWrite, f.Division, f.OperatorID)
}

// addPart writes a new part of a facility; check sees it with its facility known.
func addPart[T any, P part[T]](ctx context.Context, s *Service, facility uuid.UUID, what string, row P, check func(tx *gorm.DB) error) (P, error) {
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		f, err := s.within(ctx, tx, facility)
		if err != nil {
			return err
		}
		*row.part() = Part{ID: uuid.Must(uuid.NewV7()), County: f.County, FacilityID: f.ID, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
		var n int64
		if err := tx.Model(row).Where("facility_id = ? AND county = ? AND NOT retired", f.ID, f.County).Count(&n).Error; err != nil {
			return fmt.Errorf("count %ss: %w", what, err)
		}
		if n >= MaxParts {
			return fault.New(fault.Conflict, "too_many", "max", MaxParts)
		}
		if err := check(tx); err != nil {
			return err
		}
		if err := tx.Create(row).Error; err != nil {
			return partTaken(err, what)
		}
		return event.Record(tx, partChange(f, what+".add", nil, row, row.label()))
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

// changePart changes one part of a facility, if nobody did so since version. edit gets the present row.
func changePart[T any, P part[T]](ctx context.Context, s *Service, facility, id uuid.UUID, version int, what string, edit func(tx *gorm.DB, row P) error) (P, error) {
	row := P(new(T))
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		f, err := s.within(ctx, tx, facility)
		if err != nil {
			return err
		}
		if err := lockPart[T](tx, f, id, row); err != nil {
			return err
		}
		p, before := row.part(), *row
		if err := checkVersion(version, p.Version); err != nil {
			return err
		}
		retired := p.Retired
		if err := edit(tx, row); err != nil {
			return err
		}
		if retired && p.Retired {
			return fault.New(fault.Conflict, "part_retired")
		}
		p.Version, p.UpdatedAt = p.Version+1, s.Now()
		if err := tx.Save(row).Error; err != nil {
			return partTaken(err, what)
		}
		return event.Record(tx, partChange(f, what+"."+verb(retired, p.Retired), &before, row, row.label()))
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

func verb(before, after bool) string {
	switch {
	case after && !before:
		return "retire"
	case before && !after:
		return "restore"
	}
	return "update"
}

// lockPart looks the part up through its facility, so that a permission there cannot open another's part.
func lockPart[T any, P part[T]](tx *gorm.DB, f *Facility, id uuid.UUID, row P) error {
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Take(row, "id = ? AND county = ? AND facility_id = ?", id, f.County, f.ID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return fmt.Errorf("lock part: %w", err)
	}
	return nil
}

func partChange(f *Facility, action string, before, after any, label string) event.Change {
	return event.Change{Action: "facility." + action, Subject: "facility", SubjectID: f.ID.String(), Division: f.Division, Before: before, After: after, Note: label}
}

func partTaken(err error, what string) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.New(fault.Conflict, "part_name_taken")
	}
	return fmt.Errorf("write %s: %w", what, err)
}

// getPart finds one part of a facility that the actor may read.
func getPart[T any, P part[T]](ctx context.Context, s *Service, facility, id uuid.UUID) (P, error) {
	f, err := s.Get(ctx, facility)
	if err != nil {
		return nil, err
	}
	row := P(new(T))
	err = s.DB.Read(ctx).Take(row, "id = ? AND county = ? AND facility_id = ?", id, f.County, f.ID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("get part: %w", err)
	}
	return row, nil
}

// listParts lists the parts of a facility, retired ones only when asked for.
func listParts[T any](ctx context.Context, s *Service, facility uuid.UUID, retired bool, order string) ([]T, error) {
	f, err := s.Get(ctx, facility)
	if err != nil {
		return nil, err
	}
	rows := []T{}
	q := s.DB.Read(ctx).Where("facility_id = ? AND county = ?", f.ID, f.County).Order(order).Limit(2 * MaxParts)
	if !retired {
		q = q.Where("NOT retired")
	}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list parts: %w", err)
	}
	return rows, nil
}
