package people

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Candidate is a child that may be the same as another.
type Candidate struct {
	ID           uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	Name         string        `json:"name" validate:"required"`
	BirthDate    division.Day  `json:"birth_date" validate:"required" format:"date"`
	Division     division.Code `json:"division" validate:"required"`
	SameIdentity bool          `json:"same_identity" validate:"required"`
	SamePhone    bool          `json:"same_phone" validate:"required"` // of a guardian
}

// confirmNew warns of children who may be the same: with the same number; or said alike, which covers homophones and
// variant characters, and born on the same day or with the same number of a guardian.
func (s *Service) confirmNew(ctx context.Context, tx *gorm.DB, c *Child, in Registration) error {
	var phones [][]byte
	for _, g := range in.Guardians {
		if g.Phone != "" {
			phones = append(phones, s.Secret.Blind("phone:"+digits(g.Phone)))
		}
	}
	found, err := alike(ctx, tx, c, phones)
	if err != nil || len(found) == 0 {
		return err
	}
	return fault.Confirm(in.Confirm, []fault.Warning{{Code: "possible_duplicate_child", Field: "name", Candidates: found}})
}

func alike(ctx context.Context, tx *gorm.DB, c *Child, phones [][]byte) ([]Candidate, error) {
	if len(phones) == 0 {
		phones = [][]byte{{}}
	}
	const samePhone = `EXISTS (SELECT FROM guardianships r JOIN guardians g ON g.id = r.guardian_id AND g.county = r.county
		WHERE r.child_id = children.id AND r.county = children.county AND g.phone_blind IN ?)`
	full, _ := pinyin.Of(c.Name)
	rows := []Candidate{}
	err := tx.Table("children").Scopes(authz.Within(ctx, authz.PersonRead, "children.division")).
		Select("id, name, birth_date, division, identity_blind IS NOT DISTINCT FROM ? AND identity_blind IS NOT NULL AS same_identity, "+samePhone+" AS same_phone", c.IdentityBlind, phones).
		Where("id <> ? AND merged_into IS NULL", c.ID).
		Where("identity_blind = ? OR id IN (SELECT child_id FROM child_keys WHERE key = ?) AND (birth_date = ? OR "+samePhone+")", c.IdentityBlind, "p"+full, c.BirthDate, phones).
		Order("id").Limit(5).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find duplicates: %w", err)
	}
	return rows, nil
}
