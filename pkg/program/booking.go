package program

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// release gives the rooms and leaders of cancelled sessions free.
func release(tx *gorm.DB, county string, sessions []uuid.UUID) error {
	if err := tx.Exec("DELETE FROM space_bookings WHERE county = ? AND subject = 'session' AND subject_id IN ?", county, sessions).Error; err != nil {
		return fmt.Errorf("release rooms: %w", err)
	}
	if err := tx.Exec("UPDATE session_workers SET cancelled = true WHERE county = ? AND session_id IN ?", county, sessions).Error; err != nil {
		return fmt.Errorf("release leaders: %w", err)
	}
	return nil
}
