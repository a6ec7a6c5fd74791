package people

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// household is where siblings live together.
type household struct {
	ID            uuid.UUID
	County        string
	Division      division.Code
	AddressCipher []byte
	Version       int
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

func addressPlace(id uuid.UUID) string { return "households.address." + id.String() }

// house puts a new child into the household of its siblings, or into a new one at an address.
func (s *Service) house(tx *gorm.DB, c *Child, id *uuid.UUID, address string) error {
	var bad fault.Fields
	address = bad.Text("address", address, 200, true)
	if id != nil && address != "" {
		bad.Add("address", "household_has_address")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if id != nil {
		return join(tx, c, *id)
	}
	if address == "" {
		return nil
	}
	h := household{ID: uuid.Must(uuid.NewV7()), County: c.County, Division: c.Division, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	var err error
	if h.AddressCipher, err = s.Secret.Seal(address, addressPlace(h.ID)); err != nil {
		return err
	}
	if err := tx.Create(&h).Error; err != nil {
		return fmt.Errorf("create household: %w", err)
	}
	c.HouseholdID = &h.ID
	return nil
}

func join(tx *gorm.DB, c *Child, id uuid.UUID) error {
	err := tx.Select("id").Take(&household{}, "id = ? AND county = ?", id, c.County).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		var bad fault.Fields
		bad.Add("household_id", "household_not_found")
		return bad.Err()
	}
	if err != nil {
		return fmt.Errorf("household: %w", err)
	}
	c.HouseholdID = &id
	return nil
}

func (s *Service) address(tx *gorm.DB, c *Child) (string, error) {
	if c.HouseholdID == nil {
		return "", nil
	}
	var h household
	if err := tx.Take(&h, "id = ? AND county = ?", *c.HouseholdID, c.County).Error; err != nil {
		return "", fmt.Errorf("household: %w", err)
	}
	return s.open(h.AddressCipher, addressPlace(h.ID))
}
