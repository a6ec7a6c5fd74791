package program

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
)

// SessionInput says when and where one session is.
type SessionInput struct {
	Day     division.Day `json:"day" validate:"required" format:"date"`
	Starts  string       `json:"starts" validate:"required" maxLength:"5" example:"16:30"`
	Minutes int          `json:"minutes" validate:"required" minimum:"5" maximum:"1440"`
	SpaceID *uuid.UUID   `json:"space_id,omitempty" format:"uuid"` // where it is already, or the room of the cohort, when left out
	Reason  string       `json:"reason,omitempty" maxLength:"500"`
}

// CancelInput says why a session is cancelled.
type CancelInput struct {
	Reason string `json:"reason" validate:"required" maxLength:"500"`
}

// set checks when and where a session is to be, and puts it there.
func (r *Session) set(c *Cohort, in SessionInput, now time.Time) error {
	var bad fault.Fields
	r.Reason = bad.Text("reason", in.Reason, 500, true)
	if !clockPattern.MatchString(in.Starts) {
		bad.Add("starts", "invalid_time")
	}
	within(&bad, "minutes", in.Minutes, 5, 1440)
	if checkDay(&bad, "day", in.Day) && (in.Day < c.FirstDay || in.Day > c.LastDay) {
		bad.Add("day", "outside_cohort", "first", c.FirstDay, "last", c.LastDay)
	}
	switch {
	case in.SpaceID != nil:
		r.SpaceID = *in.SpaceID
	case r.SpaceID == uuid.Nil && c.SpaceID != nil:
		r.SpaceID = *c.SpaceID
	case r.SpaceID == uuid.Nil:
		bad.Add("space_id", "required")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	r.StartsAt = moment(in.Day, in.Starts)
	r.EndsAt = r.StartsAt.Add(time.Duration(in.Minutes) * time.Minute)
	if !r.StartsAt.After(now) {
		return invalid("starts", "session_in_past")
	}
	return nil
}

// MoveSession moves one session to another time or room; all others stay. Whoever works in it comes along, if they
// are free and their record check still holds.
func (s *Service) MoveSession(ctx context.Context, id uuid.UUID, version int, in SessionInput) (*Session, error) {
	return s.editSession(ctx, id, &version, "session.move", in.Reason, func(_ context.Context, tx *gorm.DB, c *Cohort, before, r *Session) error {
		if err := r.set(c, in, s.Now()); err != nil {
			return err
		}
		if err := c.lockSpaces(tx, []uuid.UUID{r.SpaceID}, before.SpaceID); err != nil {
			return err
		}
		r.Moved = true
		if err := s.saveSession(tx, r); err != nil {
			return err
		}
		if err := checkedAll(tx, r); err != nil {
			return err
		}
		if err := release(tx, r.County, []uuid.UUID{r.ID}); err != nil {
			return err
		}
		return c.book(tx, []uuid.UUID{r.ID})
	})
}

// checkedAll: R120 holds on the day a session is moved to as well.
func checkedAll(tx *gorm.DB, r *Session) error {
	var workers []people.Worker
	err := tx.Raw(`SELECT id, name, check_valid_to FROM workers WHERE county = ? AND id IN (SELECT worker_id FROM session_workers WHERE county = ? AND session_id = ?)
 ORDER BY id FOR NO KEY UPDATE`, r.County, r.County, r.ID).Scan(&workers).Error
	if err != nil {
		return fmt.Errorf("workers of session: %w", err)
	}
	for i := range workers {
		if err := checked(&workers[i], r.StartsAt); err != nil {
			return err
		}
	}
	return nil
}

// CancelSession cancels one session, and gives its room and leaders free.
func (s *Service) CancelSession(ctx context.Context, id uuid.UUID, version int, in CancelInput) (*Session, error) {
	var bad fault.Fields
	reason := bad.Text("reason", in.Reason, 500)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	return s.editSession(ctx, id, &version, "session.cancel", reason, func(_ context.Context, tx *gorm.DB, _ *Cohort, _, r *Session) error {
		r.Status, r.Reason = SessionCancelled, reason
		if err := s.saveSession(tx, r); err != nil {
			return err
		}
		return release(tx, r.County, []uuid.UUID{r.ID})
	})
}

// AddSession adds one session beside the timetable.
func (s *Service) AddSession(ctx context.Context, cohort uuid.UUID, in SessionInput) (*Session, error) {
	r := &Session{ID: uuid.Must(uuid.NewV7()), CohortID: cohort, Status: SessionPlanned, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	err := s.timetable(ctx, cohort, func(_ context.Context, tx *gorm.DB, c *Cohort) error {
		r.County, r.Division, r.FacilityID = c.County, c.Division, c.FacilityID
		if err := r.set(c, in, s.Now()); err != nil {
			return err
		}
		if err := c.lockSpaces(tx, []uuid.UUID{r.SpaceID}); err != nil {
			return err
		}
		if err := tx.Create(r).Error; err != nil {
			return fmt.Errorf("create session: %w", err)
		}
		if err := c.checkSessions(tx); err != nil {
			return err
		}
		if err := c.book(tx, []uuid.UUID{r.ID}); err != nil {
			return err
		}
		return event.Record(tx, event.Change{Action: "session.add", Subject: "session", SubjectID: r.ID.String(), Division: r.Division, After: r, Note: c.Name})
	})
	if err != nil {
		return nil, err
	}
	return s.Session(ctx, r.ID)
}

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
