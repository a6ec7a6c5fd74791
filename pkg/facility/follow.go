package facility

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/register"
)

// Follow moves the facilities of a division that has ended to its successor, when there is just one and it lies
// in the same county. Others stay under the old code, which still resolves, until a person decides.
func (s *Service) Follow(ctx context.Context, tx *gorm.DB, c register.Change) error {
	for _, step := range c.Retired {
		if len(step.Successors) != 1 || step.Successors[0].County() != step.Code.County() {
			continue
		}
		if err := s.relocate(ctx, tx, step.Code, step.Successors[0], c.EffectiveOn); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) relocate(ctx context.Context, tx *gorm.DB, from, to division.Code, day division.Day) error {
	var rows []Facility
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("division = ? AND status <> ?", from, Closed).Order("id").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("facilities of %s: %w", from, err)
	}
	moved := make([]uuid.UUID, 0, len(rows))
	for i := range rows {
		f := &rows[i]
		before := *f
		f.Division = to
		if err := s.enter(ctx, tx, f, day, ""); err != nil {
			return err
		}
		if err := s.save(tx, "facility.relocate", &before, f, ""); err != nil {
			return err
		}
		moved = append(moved, f.ID)
	}
	return s.takeAlong(ctx, tx, to.County(), moved)
}
