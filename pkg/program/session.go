package program

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// SessionStatus is where a session is in its life.
type SessionStatus string

// The statuses of a session.
const (
	SessionPlanned   SessionStatus = "planned"
	SessionRunning   SessionStatus = "running"
	SessionDone      SessionStatus = "done"
	SessionCancelled SessionStatus = "cancelled"
)

// Session is one meeting of a cohort in a room.
type Session struct {
	ID         uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County     string        `json:"-"`
	Division   division.Code `json:"division" validate:"required"`
	CohortID   uuid.UUID     `json:"cohort_id" validate:"required" format:"uuid"`
	CohortName string        `json:"cohort_name,omitempty" gorm:"->"`
	FacilityID uuid.UUID     `json:"facility_id" validate:"required" format:"uuid"`
	SpaceID    uuid.UUID     `json:"space_id" validate:"required" format:"uuid"`
	SpaceName  string        `json:"space_name,omitempty" gorm:"->"`
	RuleID     *uuid.UUID    `json:"rule_id,omitempty" format:"uuid"`
	RuleDay    *division.Day `json:"rule_day,omitempty" format:"date"` // the day the timetable gave it, which moving does not change
	StartsAt   time.Time     `json:"starts_at" validate:"required" format:"date-time"`
	EndsAt     time.Time     `json:"ends_at" validate:"required" format:"date-time"`
	Status     SessionStatus `json:"status" validate:"required"`
	Moved      bool          `json:"moved" validate:"required"`
	Reason     string        `json:"reason,omitempty"` // why it was moved or cancelled
	Version    int           `json:"version" validate:"required"`
	CreatedAt  time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt  time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// TableName is not that of sign-ins.
func (Session) TableName() string { return "programme_sessions" }

// dropSessions cancels the sessions that lie ahead of a cohort which ends, and gives their rooms and leaders free.
// Where there are any, somebody has to say why.
func (s *Service) dropSessions(tx *gorm.DB, c *Cohort, reason string) error {
	var ids []uuid.UUID
	err := tx.Raw(`UPDATE programme_sessions SET status = 'cancelled', reason = ?, version = version + 1, updated_at = ?
 WHERE cohort_id = ? AND county = ? AND status = 'planned' AND starts_at > ? RETURNING id`, reason, s.Now(), c.ID, c.County, s.Now()).Scan(&ids).Error
	if err != nil {
		return fmt.Errorf("cancel sessions ahead: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	if reason == "" {
		return invalid("reason", "required")
	}
	return release(tx, c.County, ids)
}
