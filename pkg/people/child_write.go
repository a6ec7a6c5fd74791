package people

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

// Registration is a child with those who care for it, as they come to the desk.
type Registration struct {
	ChildInput
	HouseholdID *uuid.UUID      `json:"household_id,omitempty" format:"uuid"` // that of a sibling
	Address     string          `json:"address,omitempty" maxLength:"200"`    // of a new household
	Guardians   []GuardianInput `json:"guardians,omitempty" maxItems:"10"`
}

// Register enters a child with its household and guardians, all or nothing.
func (s *Service) Register(ctx context.Context, in Registration) (*Child, error) {
	c := &Child{ID: uuid.Must(uuid.NewV7()), Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.apply(c, in.ChildInput); err != nil {
		return nil, err
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := authz.Check(ctx, authz.PersonWrite, c.Division); err != nil {
			return err
		}
		if err := checkDivision(tx, c.Division); err != nil {
			return err
		}
		if err := s.confirmNew(ctx, tx, c, in); err != nil {
			return err
		}
		if err := s.house(tx, c, in.HouseholdID, in.Address); err != nil {
			return err
		}
		if err := s.create(tx, c); err != nil {
			return err
		}
		if err := event.Record(tx, childChange("child.create", c, nil, c)); err != nil {
			return err
		}
		for i, g := range in.Guardians {
			if _, err := s.addGuardian(tx, c, g, fmt.Sprintf("guardians.%d.", i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Service) create(tx *gorm.DB, c *Child) error {
	if err := tx.Create(c).Error; err != nil {
		return identityTaken(err)
	}
	return writeKeys(tx, c)
}

func identityTaken(err error) error {
	if db.Violates(err, "children_identity_once") {
		var bad fault.Fields
		bad.Add("identity_number", "identity_taken")
		return bad.Err()
	}
	return fmt.Errorf("write child: %w", err)
}

// writeKeys makes a child found by its name as it is now.
func writeKeys(tx *gorm.DB, c *Child) error {
	if err := tx.Exec("DELETE FROM child_keys WHERE county = ? AND child_id = ?", c.County, c.ID).Error; err != nil {
		return fmt.Errorf("keys of child: %w", err)
	}
	var rows []childKey
	for _, k := range nameKeys(c.Name) {
		rows = append(rows, childKey{County: c.County, ChildID: c.ID, Key: k, Division: c.Division})
	}
	if err := tx.Create(&rows).Error; err != nil {
		return fmt.Errorf("keys of child: %w", err)
	}
	return nil
}

// Update changes what a person filled in, if nobody did so since version. edit gets the present input.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, edit func(ChildInput) (ChildInput, error)) (*Child, error) {
	var c *Child
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		if c, err = s.Lock(ctx, tx, id, authz.PersonWrite); err != nil {
			return err
		}
		if err := checkVersion(version, c.Version); err != nil {
			return err
		}
		before := *c
		in, err := edit(c.input())
		if err != nil {
			return err
		}
		if err := s.apply(c, in); err != nil {
			return err
		}
		return s.save(ctx, tx, &before, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Service) save(ctx context.Context, tx *gorm.DB, before, c *Child) error {
	if c.Division != before.Division {
		if err := authz.Check(ctx, authz.PersonWrite, c.Division); err != nil {
			return err
		}
		if err := checkDivision(tx, c.Division); err != nil {
			return err
		}
		if err := moveAlong(tx, c); err != nil {
			return err
		}
	}
	c.Version, c.UpdatedAt = c.Version+1, s.Now()
	if err := tx.Omit("HasNeeds", "DivisionName").Save(c).Error; err != nil {
		return identityTaken(err)
	}
	if err := s.follow(tx, before, c); err != nil {
		return err
	}
	return event.Record(tx, childChange("child.update", c, before, c))
}

// follow keeps the copies that are made of a child's name, sex and birth date: for search and for the roll-call.
func (s *Service) follow(tx *gorm.DB, before, c *Child) error {
	if c.Name != before.Name || c.Division != before.Division {
		if err := writeKeys(tx, c); err != nil {
			return err
		}
	}
	if c.Name == before.Name && c.Sex == before.Sex && c.BirthDate == before.BirthDate {
		return nil
	}
	err := tx.Exec("UPDATE enrolments SET child_name = ?, child_sex = ?, child_birth = ? WHERE child_id = ? AND county = ?",
		c.Name, c.Sex, c.BirthDate, c.ID, c.County).Error
	if err != nil {
		return fmt.Errorf("enrolments of child: %w", err)
	}
	return nil
}

// moveAlong takes what belongs to a child to the division it moved to.
func moveAlong(tx *gorm.DB, c *Child) error {
	for _, table := range []string{"guardianships", "consents", "child_categories", "care_gaps"} {
		if err := tx.Exec("UPDATE "+table+" SET division = ? WHERE child_id = ? AND county = ?", c.Division, c.ID, c.County).Error; err != nil {
			return fmt.Errorf("move %s: %w", table, err)
		}
	}
	return nil
}

// Revealed is what is kept encrypted about a child.
type Revealed struct {
	IdentityNumber string `json:"identity_number,omitempty"`
	Needs          string `json:"needs,omitempty"`
	Address        string `json:"address,omitempty"`
}

// Reveal gives what is encrypted in clear, and records who read it (R142).
func (s *Service) Reveal(ctx context.Context, id uuid.UUID) (*Revealed, error) {
	var r Revealed
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.Lock(ctx, tx, id, authz.PersonReveal)
		if err != nil {
			return err
		}
		if r.IdentityNumber, err = s.open(c.IdentityCipher, identityPlace(c.ID)); err != nil {
			return err
		}
		if r.Needs, err = s.open(c.NeedsCipher, needsPlace(c.ID)); err != nil {
			return err
		}
		if r.Address, err = s.address(tx, c); err != nil {
			return err
		}
		return event.Record(tx, childChange("child.reveal", c, nil, nil))
	})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

func (s *Service) open(cipher []byte, place string) (string, error) {
	if len(cipher) == 0 {
		return "", nil
	}
	return s.Secret.Open(cipher, place)
}
