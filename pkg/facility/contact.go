package facility

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
)

// Contact is who answers for a facility, in clear.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Contact gives the contact's number in clear and records who read it.
func (s *Service) Contact(ctx context.Context, id uuid.UUID) (*Contact, error) {
	var c Contact
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		f, err := s.lock(ctx, tx, id, authz.FacilityContactRead)
		if err != nil {
			return err
		}
		c.Name = text(f.ContactName)
		if len(f.ContactCipher) == 0 {
			return nil
		}
		if c.Phone, err = s.Secret.Open(f.ContactCipher, phonePlace(f.ID)); err != nil {
			return fmt.Errorf("contact: %w", err)
		}
		return event.Record(tx, event.Change{Action: "facility.contact.read", Subject: "facility", SubjectID: id.String(), Division: f.Division})
	})
	if err != nil {
		return nil, err
	}
	return &c, nil
}
