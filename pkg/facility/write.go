package facility

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Create registers a facility, in any state that it may truthfully be in.
func (s *Service) Create(ctx context.Context, in Input) (*Facility, error) {
	f := &Facility{ID: uuid.Must(uuid.NewV7()), Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	warnings, err := f.apply(in)
	if err != nil {
		return nil, err
	}
	life, err := f.begin(in, s.today())
	if err != nil {
		return nil, err
	}
	if err := s.setPhone(f, in.ContactPhone); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := authz.Check(ctx, authz.FacilityWrite, f.Division, f.OperatorID); err != nil {
			return err
		}
		if err := s.checkReferences(tx, f); err != nil {
			return err
		}
		if warnings, err = s.duplicates(tx, f, warnings); err != nil {
			return err
		}
		if err := fault.Confirm(in.Confirm, warnings); err != nil {
			return err
		}
		if err := tx.Create(f).Error; err != nil {
			return taken(err)
		}
		if err := tx.Create(life).Error; err != nil {
			return fmt.Errorf("create facility states: %w", err)
		}
		if err := s.Counts.Recount(ctx, tx, f.County, life[0].FromDay); err != nil {
			return err
		}
		return event.Record(tx, change("facility.create", nil, f, ""))
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func taken(err error) error {
	if db.Violates(err, "facilities_code") {
		return fault.New(fault.Conflict, "facility_code_taken")
	}
	return fmt.Errorf("write facility: %w", err)
}

func change(action string, before, after *Facility, note string) event.Change {
	c := event.Change{Action: action, Subject: "facility", SubjectID: after.ID.String(), Division: after.Division, After: after, Note: note}
	if before != nil {
		c.Before = before
	}
	return c
}

// Update changes what a person filled in, if nobody did so since version. edit gets the present input.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, edit func(Input) (Input, error)) (*Facility, error) {
	var f *Facility
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		if f, err = s.lock(ctx, tx, id, authz.FacilityWrite); err != nil {
			return err
		}
		if err := checkVersion(version, f.Version); err != nil {
			return err
		}
		before := *f
		if err := s.edit(tx, f, edit); err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.FacilityWrite, f.Division, f.OperatorID); err != nil {
			return err
		}
		if counted(&before) != counted(f) {
			if err := s.enter(ctx, tx, f, s.today(), ""); err != nil {
				return err
			}
		}
		if err := s.save(tx, "facility.update", &before, f, ""); err != nil || before.Division == f.Division {
			return err
		}
		return s.takeAlong(ctx, tx, f.County, []uuid.UUID{f.ID})
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (s *Service) edit(tx *gorm.DB, f *Facility, edit func(Input) (Input, error)) error {
	present := f.input()
	in, err := edit(present)
	if err != nil {
		return err
	}
	var bad fault.Fields
	if in.Status != present.Status || in.OpenedOn != present.OpenedOn || in.ClosedOn != present.ClosedOn || in.Since != "" {
		bad.Add("status", "status_by_command")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	before := *f
	in.Demo = f.Demo
	warnings, err := f.apply(in)
	if err != nil {
		return err
	}
	if err := s.setPhone(f, in.ContactPhone); err != nil {
		return err
	}
	if err := s.checkReferences(tx, f); err != nil {
		return err
	}
	if f.Name != before.Name || f.Division != before.Division {
		if warnings, err = s.duplicates(tx, f, warnings); err != nil {
			return err
		}
	}
	return fault.Confirm(in.Confirm, warnings)
}

// save writes a changed facility with its event.
func (s *Service) save(tx *gorm.DB, action string, before, f *Facility, note string) error {
	f.Version, f.UpdatedAt = f.Version+1, s.Now()
	if err := tx.Omit("DivisionName", "OperatorName", "DistanceM").Save(f).Error; err != nil {
		return taken(err)
	}
	return event.Record(tx, change(action, before, f, note))
}

// takeAlong tells the domains that facilities have moved.
func (s *Service) takeAlong(ctx context.Context, tx *gorm.DB, county string, facilities []uuid.UUID) error {
	for _, move := range s.Moved {
		if err := move(ctx, tx, county, facilities); err != nil {
			return err
		}
	}
	return nil
}
