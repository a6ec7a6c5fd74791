package program

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
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

// SessionStatuses lists every status.
func SessionStatuses() []SessionStatus {
	return []SessionStatus{SessionPlanned, SessionRunning, SessionDone, SessionCancelled}
}

// Session is one meeting of a cohort in a room.
type Session struct {
	ID            uuid.UUID       `json:"id" validate:"required" format:"uuid"`
	County        string          `json:"-"`
	Division      division.Code   `json:"division" validate:"required"`
	CohortID      uuid.UUID       `json:"cohort_id" validate:"required" format:"uuid"`
	CohortName    string          `json:"cohort_name,omitempty" gorm:"->"`
	FacilityID    uuid.UUID       `json:"facility_id" validate:"required" format:"uuid"`
	SpaceID       uuid.UUID       `json:"space_id" validate:"required" format:"uuid"`
	SpaceName     string          `json:"space_name,omitempty" gorm:"->"`
	ProgrammeID   uuid.UUID       `json:"programme_id" validate:"required" format:"uuid" gorm:"->"`
	ProgrammeName string          `json:"programme_name,omitempty" gorm:"->"`
	ProgrammeKind Kind            `json:"programme_kind,omitempty" gorm:"->"`
	FacilityName  string          `json:"facility_name,omitempty" gorm:"->"`
	Workers       []SessionWorker `json:"workers" validate:"required" gorm:"-"` // who leads first
	RuleID        *uuid.UUID      `json:"rule_id,omitempty" format:"uuid"`
	RuleDay       *division.Day   `json:"rule_day,omitempty" format:"date"` // the day the timetable gave it, which moving does not change
	StartsAt      time.Time       `json:"starts_at" validate:"required" format:"date-time"`
	EndsAt        time.Time       `json:"ends_at" validate:"required" format:"date-time"`
	Status        SessionStatus   `json:"status" validate:"required"`
	Moved         bool            `json:"moved" validate:"required"`
	Reason        string          `json:"reason,omitempty"` // why it was moved or cancelled
	Version       int             `json:"version" validate:"required"`
	CreatedAt     time.Time       `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt     time.Time       `json:"updated_at" validate:"required" format:"date-time"`
}

// TableName is not that of sign-ins.
func (Session) TableName() string { return "programme_sessions" }

// SessionFilter narrows a list of sessions; what is set must all hold. One of cohort, facility, space and worker
// has to be set.
type SessionFilter struct {
	Cohort   *uuid.UUID
	Facility *uuid.UUID
	Space    *uuid.UUID
	Worker   *uuid.UUID
	From, To division.Day // both included
	Statuses []string
	After    *SessionPlace
	Limit    int
}

// SessionPlace is where in a list, ordered by time, the next page starts.
type SessionPlace struct {
	At time.Time `json:"t"`
	ID uuid.UUID `json:"i"`
}

const sessionColumns = `programme_sessions.*, c.name AS cohort_name, p.id AS programme_id, p.name AS programme_name, p.kind AS programme_kind, f.name AS facility_name, sp.name AS space_name`

func (s *Service) readableSessions(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Model(&Session{}).Select(sessionColumns).
		Joins(`JOIN cohorts c ON c.id = programme_sessions.cohort_id AND c.county = programme_sessions.county
 JOIN programmes p ON p.id = c.programme_id AND p.county = c.county
 JOIN facilities f ON f.id = programme_sessions.facility_id AND f.county = programme_sessions.county
 JOIN spaces sp ON sp.id = programme_sessions.space_id AND sp.county = programme_sessions.county`).
		Scopes(authz.Within(ctx, authz.ProgrammeRead, "programme_sessions.division", "f.operator_id", "p.provider_id"))
}

// Sessions lists sessions in order of time.
func (s *Service) Sessions(ctx context.Context, f SessionFilter) ([]Session, error) {
	if f.Cohort == nil && f.Facility == nil && f.Space == nil && f.Worker == nil {
		return nil, invalid("facility_id", "required")
	}
	rows := []Session{}
	err := s.readableSessions(ctx).Scopes(f.scope).Order("programme_sessions.starts_at, programme_sessions.id").Limit(f.Limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return rows, s.withWorkers(ctx, rows)
}

func (f SessionFilter) scope(q *gorm.DB) *gorm.DB {
	for column, id := range map[string]*uuid.UUID{"cohort_id": f.Cohort, "facility_id": f.Facility, "space_id": f.Space} {
		if id != nil {
			q = q.Where("programme_sessions."+column+" = ?", *id)
		}
	}
	if f.Worker != nil {
		q = q.Where(`EXISTS (SELECT FROM session_workers sw WHERE sw.session_id = programme_sessions.id AND sw.county = programme_sessions.county AND sw.worker_id = ?)`, *f.Worker)
	}
	if f.From != "" {
		q = q.Where("programme_sessions.starts_at >= ?", moment(f.From, "00:00"))
	}
	if f.To != "" {
		q = q.Where("programme_sessions.starts_at < ?", moment(calendar.Add(f.To, 1), "00:00"))
	}
	if len(f.Statuses) > 0 {
		q = q.Where("programme_sessions.status IN ?", f.Statuses)
	}
	if f.After != nil {
		q = q.Where("(programme_sessions.starts_at, programme_sessions.id) > (?, ?)", f.After.At, f.After.ID)
	}
	return q
}

// Session finds one session.
func (s *Service) Session(ctx context.Context, id uuid.UUID) (*Session, error) {
	var r Session
	err := s.readableSessions(ctx).Take(&r, "programme_sessions.id = ?", id).Error
	if _, err := one(&r, err, "session"); err != nil {
		return nil, err
	}
	rows := []Session{r}
	if err := s.withWorkers(ctx, rows); err != nil {
		return nil, err
	}
	return &rows[0], nil
}

// LockSession reads a session for change by an actor who holds the permission for it.
func LockSession(ctx context.Context, tx *gorm.DB, id uuid.UUID, p authz.Permission) (*Session, error) {
	var r struct {
		Session
		OperatorID, ProviderID *uuid.UUID
	}
	err := tx.Raw(`SELECT s.*, p.id AS programme_id, p.name AS programme_name, p.kind AS programme_kind, c.name AS cohort_name, f.operator_id, p.provider_id
 FROM programme_sessions s JOIN cohorts c ON c.id = s.cohort_id AND c.county = s.county JOIN programmes p ON p.id = c.programme_id AND p.county = c.county
 JOIN facilities f ON f.id = s.facility_id AND f.county = s.county WHERE s.id = ? FOR NO KEY UPDATE OF s`, id).Take(&r).Error
	if _, err := one(&r, err, "session"); err != nil {
		return nil, err
	}
	return &r.Session, authz.Check(ctx, p, r.Division, r.OperatorID, r.ProviderID)
}

// editSession changes one planned session in one transaction with its event; its cohort waits meanwhile. Without a
// version it does not matter who else changed it.
func (s *Service) editSession(ctx context.Context, id uuid.UUID, version *int, action, note string, change func(ctx context.Context, tx *gorm.DB, c *Cohort, before, r *Session) error) (*Session, error) {
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := lockCohortOf(ctx, tx, id)
		if err != nil {
			return err
		}
		r, err := LockSession(ctx, tx, id, authz.ProgrammeWrite)
		if err != nil {
			return err
		}
		if version != nil {
			if err := checkVersion(*version, r.Version); err != nil {
				return err
			}
		}
		if r.Status != SessionPlanned {
			return fault.New(fault.Conflict, "session_not_planned", "status", r.Status)
		}
		before := *r
		if err := change(ctx, tx, c, &before, r); err != nil {
			return err
		}
		return event.Record(tx, event.Change{Action: action, Subject: "session", SubjectID: id.String(), Division: r.Division, Before: &before, After: r, Note: note})
	})
	if err != nil {
		return nil, err
	}
	return s.Session(ctx, id)
}

// lockCohortOf locks the cohort of a session, as every change of sessions does first.
func lockCohortOf(ctx context.Context, tx *gorm.DB, session uuid.UUID) (*Cohort, error) {
	var cohorts []uuid.UUID
	if err := tx.Raw("SELECT cohort_id FROM programme_sessions WHERE id = ?", session).Scan(&cohorts).Error; err != nil {
		return nil, fmt.Errorf("cohort of session: %w", err)
	}
	if len(cohorts) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return LockCohort(ctx, tx, cohorts[0], authz.ProgrammeWrite)
}

// saveSession writes a session that was changed.
func (s *Service) saveSession(tx *gorm.DB, r *Session) error {
	r.Version, r.UpdatedAt = r.Version+1, s.Now()
	if err := tx.Save(r).Error; err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}
