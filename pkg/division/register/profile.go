package register

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Figures are what a source says of a division. A figure that it does not give is absent, not zero.
type Figures struct {
	Source      string `json:"source" validate:"required" maxLength:"500" example:"第七次全国人口普查"`
	Households  *int   `json:"households,omitempty" minimum:"0" maximum:"100000000"`
	Residents   *int   `json:"residents,omitempty" minimum:"0" maximum:"2000000000"`
	Boys0To2    *int   `json:"boys_0_2,omitempty" gorm:"column:boys_0_2" minimum:"0" maximum:"2000000000"`
	Girls0To2   *int   `json:"girls_0_2,omitempty" gorm:"column:girls_0_2" minimum:"0" maximum:"2000000000"`
	Boys3To5    *int   `json:"boys_3_5,omitempty" gorm:"column:boys_3_5" minimum:"0" maximum:"2000000000"`
	Girls3To5   *int   `json:"girls_3_5,omitempty" gorm:"column:girls_3_5" minimum:"0" maximum:"2000000000"`
	Boys6To11   *int   `json:"boys_6_11,omitempty" gorm:"column:boys_6_11" minimum:"0" maximum:"2000000000"`
	Girls6To11  *int   `json:"girls_6_11,omitempty" gorm:"column:girls_6_11" minimum:"0" maximum:"2000000000"`
	Boys12To14  *int   `json:"boys_12_14,omitempty" gorm:"column:boys_12_14" minimum:"0" maximum:"2000000000"`
	Girls12To14 *int   `json:"girls_12_14,omitempty" gorm:"column:girls_12_14" minimum:"0" maximum:"2000000000"`
	Boys15To17  *int   `json:"boys_15_17,omitempty" gorm:"column:boys_15_17" minimum:"0" maximum:"2000000000"`
	Girls15To17 *int   `json:"girls_15_17,omitempty" gorm:"column:girls_15_17" minimum:"0" maximum:"2000000000"`
}

// Profile is the figures of a division as of a day.
type Profile struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" gorm:"primaryKey"`
	AsOf     division.Day  `json:"as_of" validate:"required" swaggertype:"string" format:"date" gorm:"primaryKey"`
	Figures
	Version   int       `json:"version" validate:"required"`
	CreatedAt time.Time `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt time.Time `json:"updated_at" validate:"required" format:"date-time"`
}

// TableName is where profiles are kept.
func (Profile) TableName() string { return "division_profiles" }

// count is one figure with its name and the most that it may be.
type count struct {
	name  string
	value *int
	most  int
}

func (f *Figures) children() []count {
	const most = 2_000_000_000
	return []count{
		{"boys_0_2", f.Boys0To2, most}, {"girls_0_2", f.Girls0To2, most}, {"boys_3_5", f.Boys3To5, most}, {"girls_3_5", f.Girls3To5, most},
		{"boys_6_11", f.Boys6To11, most}, {"girls_6_11", f.Girls6To11, most}, {"boys_12_14", f.Boys12To14, most}, {"girls_12_14", f.Girls12To14, most},
		{"boys_15_17", f.Boys15To17, most}, {"girls_15_17", f.Girls15To17, most},
	}
}

func (f *Figures) check() error {
	var bad fault.Fields
	f.Source = bad.Text("source", f.Source, 500)
	children, any := 0, f.Households != nil || f.Residents != nil
	for _, c := range append(f.children(), count{"households", f.Households, 100_000_000}, count{"residents", f.Residents, 2_000_000_000}) {
		if c.value == nil {
			continue
		}
		any = true
		if *c.value < 0 || *c.value > c.most {
			bad.Add(c.name, "out_of_range", "min", 0, "max", c.most)
		}
	}
	for _, c := range f.children() {
		if c.value != nil {
			children += *c.value
		}
	}
	if f.Residents != nil && len(bad) == 0 && children > *f.Residents {
		bad.Add("residents", "fewer_than_children", "children", children)
	}
	if !any {
		bad.Add("residents", "no_figures")
	}
	return bad.Err()
}

// Profiles lists the figures of a division, newest first, those as of before the given day when there is one.
func (s *Service) Profiles(ctx context.Context, code division.Code, before division.Day, limit int) ([]Profile, error) {
	if err := authz.CheckAlong(ctx, authz.DivisionRead, code); err != nil {
		return nil, err
	}
	q := s.DB.Read(ctx).Where("division = ?", code).Order("as_of DESC").Limit(limit)
	if before != "" {
		q = q.Where("as_of < ?", before)
	}
	rows := []Profile{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("profiles of %s: %w", code, err)
	}
	return rows, nil
}

// SetProfile writes the figures of a division as of a day. version is that of the figures it replaces, 0 when
// there are none yet for the day.
func (s *Service) SetProfile(ctx context.Context, code division.Code, asOf division.Day, version int, in Figures) (*Profile, error) {
	if err := authz.Check(ctx, authz.DivisionProfileEdit, code); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if asOf > s.today() {
		return nil, fault.New(fault.Invalid, "future")
	}
	p := &Profile{Division: code, AsOf: asOf}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if d, err := find(tx, code); err != nil {
			return err
		} else if !d.ValidOn(asOf) {
			return fault.New(fault.Conflict, "division_not_valid_on", "code", code, "day", asOf)
		}
		return s.writeProfile(ctx, tx, p, version, in)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (s *Service) writeProfile(ctx context.Context, tx *gorm.DB, p *Profile, version int, in Figures) error {
	var before any
	err := tx.Raw("SELECT * FROM division_profiles WHERE division = ? AND as_of = ? FOR UPDATE", p.Division, p.AsOf).Take(p).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		p.CreatedAt = s.Now()
	case err != nil:
		return fmt.Errorf("read profile: %w", err)
	default:
		before = *p
	}
	if p.Version != version {
		return fault.New(fault.Stale, "stale_version", "current", p.Version)
	}
	p.Figures, p.Version, p.UpdatedAt = in, version+1, s.Now()
	if err := tx.Save(p).Error; err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	if s.Counted != nil && p.Division.Level() == division.Community {
		if err := s.Counted(ctx, tx, p.Division.County(), p.AsOf); err != nil {
			return err
		}
	}
	return event.Record(tx, event.Change{Action: "division.profile", Subject: "division", SubjectID: string(p.Division), Division: p.Division, Before: before, After: p})
}
