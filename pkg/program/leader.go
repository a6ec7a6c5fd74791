package program

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
)

// WorkerRole is what somebody does in a session.
type WorkerRole string

// The roles in a session.
const (
	Leader WorkerRole = "leader"
	Helper WorkerRole = "helper"
)

// SessionWorker is a leader or helper of one session.
type SessionWorker struct {
	ID           uuid.UUID     `json:"-"`
	County       string        `json:"-"`
	SessionID    uuid.UUID     `json:"session_id" validate:"required" format:"uuid"`
	WorkerID     uuid.UUID     `json:"worker_id" validate:"required" format:"uuid"`
	WorkerName   string        `json:"worker_name,omitempty" gorm:"->"`
	Role         WorkerRole    `json:"role" validate:"required"`
	CheckValidTo *division.Day `json:"check_valid_to,omitempty" format:"date" gorm:"->"`
}

// CohortWorker is somebody who leads or helps in sessions of a cohort that lie ahead.
type CohortWorker struct {
	WorkerID     uuid.UUID     `json:"worker_id" validate:"required" format:"uuid"`
	WorkerName   string        `json:"worker_name" validate:"required"`
	Role         WorkerRole    `json:"role" validate:"required"`
	Sessions     int           `json:"sessions" validate:"required"` // how many ahead
	CheckValidTo *division.Day `json:"check_valid_to,omitempty" format:"date"`
}

// AssignInput puts somebody on sessions.
type AssignInput struct {
	WorkerID uuid.UUID    `json:"worker_id" validate:"required" format:"uuid"`
	Role     WorkerRole   `json:"role,omitempty"` // leader when left out
	FromDay  division.Day `json:"from_day,omitempty" format:"date"`
	ToDay    division.Day `json:"to_day,omitempty" format:"date"` // included
}

// Assigned tells on how many sessions somebody was put.
type Assigned struct {
	WorkerID uuid.UUID  `json:"worker_id" validate:"required" format:"uuid"`
	Role     WorkerRole `json:"role" validate:"required"`
	Sessions int        `json:"sessions" validate:"required"`
}

func (in *AssignInput) check() error {
	var bad fault.Fields
	if in.Role == "" {
		in.Role = Leader
	}
	fault.OneOf(&bad, "role", in.Role, Leader, Helper)
	if in.FromDay != "" {
		checkDay(&bad, "from_day", in.FromDay)
	}
	if in.ToDay != "" {
		checkDay(&bad, "to_day", in.ToDay)
	}
	return bad.Err()
}

// AssignAll puts a worker on all sessions of a cohort that lie ahead, within the days given.
func (s *Service) AssignAll(ctx context.Context, cohort uuid.UUID, in AssignInput) (done *Assigned, err error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	err = s.timetable(ctx, cohort, func(ctx context.Context, tx *gorm.DB, c *Cohort) error {
		rows, err := s.ahead(tx, c, in)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fault.New(fault.Conflict, "cohort_without_sessions")
		}
		done = &Assigned{in.WorkerID, in.Role, len(rows)}
		if err := assign(ctx, tx, c.County, rows, in); err != nil {
			return err
		}
		return event.Record(tx, c.change("programme.cohort.assign", nil, done, c.Name))
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// ahead finds the planned sessions of a cohort that lie ahead, within the days given.
func (s *Service) ahead(tx *gorm.DB, c *Cohort, in AssignInput) ([]Session, error) {
	q := tx.Where("county = ? AND cohort_id = ? AND status = 'planned' AND ends_at > ?", c.County, c.ID, s.Now())
	if in.FromDay != "" {
		q = q.Where("starts_at >= ?", moment(in.FromDay, "00:00"))
	}
	if in.ToDay != "" {
		q = q.Where("starts_at < ?", moment(in.ToDay, "00:00").AddDate(0, 0, 1))
	}
	var rows []Session
	if err := q.Order("starts_at").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("sessions ahead: %w", err)
	}
	return rows, nil
}

// assign puts a worker on sessions of one county; on those they are on already, the role changes.
func assign(ctx context.Context, tx *gorm.DB, county string, rows []Session, in AssignInput) error {
	w, err := lockWorker(ctx, tx, county, in.WorkerID)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
		if err := checked(w, r.StartsAt); err != nil {
			return err
		}
	}
	err = tx.Transaction(func(tx *gorm.DB) error { // a savepoint, to look around after a refusal
		return tx.Exec(`INSERT INTO session_workers (id, county, session_id, worker_id, role, during)
 SELECT gen_random_uuid(), county, id, ?, ?, tstzrange(starts_at, ends_at) FROM programme_sessions WHERE county = ? AND id IN ? ORDER BY starts_at
 ON CONFLICT (county, session_id, worker_id) DO UPDATE SET role = excluded.role`, w.ID, in.Role, county, ids).Error
	})
	return workerTaken(tx, err, county, ids, w.ID)
}

// lockWorker holds a worker against a record check that changes meanwhile.
func lockWorker(ctx context.Context, tx *gorm.DB, county string, id uuid.UUID) (*people.Worker, error) {
	var w people.Worker
	err := tx.Raw("SELECT id, county, division, organisation_id, name, check_valid_to, retired FROM workers WHERE id = ? AND county = ? FOR NO KEY UPDATE", id, county).Take(&w).Error
	if _, err = one(&w, err, "worker"); err == nil {
		err = authz.Check(ctx, authz.WorkerRead, w.Division, w.OrganisationID)
	}
	switch {
	case fault.Code(err) == "not_found":
		return nil, invalid("worker_id", "worker_not_found")
	case err != nil:
		return nil, err
	case w.Retired:
		return nil, invalid("worker_id", "worker_retired")
	}
	return &w, nil
}

// checked: R120, nobody without a valid record check works with minors on that day.
func checked(w *people.Worker, at time.Time) error {
	day := division.DayOf(at)
	if w.CheckValidTo == nil {
		return fault.New(fault.Conflict, "worker_check_missing", "worker", w.Name, "day", day)
	}
	if *w.CheckValidTo < day {
		return fault.New(fault.Conflict, "worker_check_missing", "worker", w.Name, "day", day, "valid_to", *w.CheckValidTo)
	}
	return nil
}

// workerTaken turns the breach of the exclusion constraint into what the worker does at that time.
func workerTaken(tx *gorm.DB, err error, county string, sessions []uuid.UUID, workers ...uuid.UUID) error {
	if !db.Violates(err, "session_workers_apart") {
		if err != nil {
			return fmt.Errorf("put workers on sessions: %w", err)
		}
		return nil
	}
	var found []struct {
		Worker, Label    string
		StartsAt, EndsAt time.Time
	}
	err = tx.Raw(`SELECT w.name AS worker, p.name || ' ' || c.name AS label, lower(o.during) AS starts_at, upper(o.during) AS ends_at
 FROM programme_sessions s JOIN session_workers o ON o.county = s.county AND o.worker_id IN @workers AND o.session_id <> s.id AND NOT o.cancelled
  AND o.during && tstzrange(s.starts_at, s.ends_at)
 JOIN workers w ON w.id = o.worker_id AND w.county = o.county JOIN programme_sessions os ON os.id = o.session_id AND os.county = o.county
 JOIN cohorts c ON c.id = os.cohort_id AND c.county = os.county JOIN programmes p ON p.id = c.programme_id AND p.county = c.county
 WHERE s.county = @county AND s.id IN @ids ORDER BY 3 LIMIT 1`, map[string]any{"county": county, "ids": sessions, "workers": workers}).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("find clash: %w", err)
	}
	if len(found) == 0 { // the sessions overlap each other, or it was given free since
		return fault.New(fault.Conflict, "worker_taken_now")
	}
	f := found[0]
	return fault.New(fault.Conflict, "worker_taken", "worker", f.Worker, "label", f.Label, "when", span(f.StartsAt, f.EndsAt))
}

// occupy lets the workers of sessions that were moved follow to the new time.
func (c *Cohort) occupy(tx *gorm.DB, sessions []uuid.UUID) error {
	var workers []uuid.UUID
	err := tx.Raw(`SELECT id FROM workers WHERE county = @county AND id IN (SELECT worker_id FROM session_workers WHERE county = @county AND session_id IN @ids)
 ORDER BY id FOR NO KEY UPDATE`, map[string]any{"county": c.County, "ids": sessions}).Scan(&workers).Error
	if err != nil {
		return fmt.Errorf("lock workers: %w", err)
	}
	if len(workers) == 0 {
		return nil
	}
	err = tx.Transaction(func(tx *gorm.DB) error {
		return tx.Exec(`UPDATE session_workers w SET during = tstzrange(s.starts_at, s.ends_at), cancelled = false
 FROM programme_sessions s WHERE s.id = w.session_id AND s.county = w.county AND w.county = ? AND w.session_id IN ?`, c.County, sessions).Error
	})
	return workerTaken(tx, err, c.County, sessions, workers...)
}

// Workers lists who leads and helps in the sessions of a cohort that lie ahead.
func (s *Service) Workers(ctx context.Context, cohort uuid.UUID) ([]CohortWorker, error) {
	c, err := s.Cohort(ctx, cohort)
	if err != nil {
		return nil, err
	}
	rows := []CohortWorker{}
	err = s.DB.Read(ctx).Table("session_workers sw").Select("sw.worker_id, w.name AS worker_name, sw.role, w.check_valid_to, count(*) AS sessions").
		Joins("JOIN programme_sessions s ON s.id = sw.session_id AND s.county = sw.county JOIN workers w ON w.id = sw.worker_id AND w.county = sw.county").
		Where("s.cohort_id = ? AND s.county = ? AND s.status = 'planned' AND s.ends_at > ? AND NOT sw.cancelled", c.ID, c.County, s.Now()).
		Scopes(authz.Within(ctx, authz.WorkerRead, "w.division", "w.organisation_id")).
		Group("sw.worker_id, w.name, sw.role, w.check_valid_to").Order("sw.role DESC, w.name, sw.worker_id").Limit(200).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("workers of cohort: %w", err)
	}
	return rows, nil
}

// Candidate is somebody who could be put on the sessions of a cohort.
type Candidate struct {
	WorkerID     uuid.UUID         `json:"worker_id" validate:"required" format:"uuid"`
	WorkerName   string            `json:"worker_name" validate:"required"`
	Kind         people.WorkerKind `json:"kind" validate:"required"`
	CheckValidTo *division.Day     `json:"check_valid_to,omitempty" format:"date"` // R120; absent when there is no clear record check
}

// Candidates lists up to 50 workers of the county of a cohort by name, those with part of the name when that is given.
func (s *Service) Candidates(ctx context.Context, cohort uuid.UUID, name string) ([]Candidate, error) {
	c, err := s.Cohort(ctx, cohort)
	if err != nil {
		return nil, err
	}
	lo, hi := c.Division.At(division.County).Range()
	q := s.DB.Read(ctx).Table("workers w").Select("w.id AS worker_id, w.name AS worker_name, w.kind, w.check_valid_to").
		Where("w.division >= ? AND w.division < ? AND NOT w.retired", lo, hi).
		Scopes(authz.Within(ctx, authz.WorkerRead, "w.division", "w.organisation_id")).Order("w.name, w.id").Limit(50)
	if name != "" {
		q = q.Where("w.name ILIKE ?", db.Contains(name))
	}
	rows := []Candidate{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("candidates: %w", err)
	}
	return rows, nil
}

// UnassignAll takes a worker off all sessions of a cohort that lie ahead.
func (s *Service) UnassignAll(ctx context.Context, cohort, worker uuid.UUID) error {
	return s.timetable(ctx, cohort, func(_ context.Context, tx *gorm.DB, c *Cohort) error {
		rows, err := s.ahead(tx, c, AssignInput{})
		if err != nil {
			return err
		}
		n, err := unassign(tx, c.County, rows, worker)
		if err != nil {
			return err
		}
		return event.Record(tx, c.change("programme.cohort.unassign", Assigned{WorkerID: worker, Sessions: n}, nil, c.Name))
	})
}

func unassign(tx *gorm.DB, county string, rows []Session, worker uuid.UUID) (int, error) {
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	done := tx.Exec("DELETE FROM session_workers WHERE county = ? AND worker_id = ? AND session_id IN ?", county, worker, ids)
	if done.Error != nil {
		return 0, fmt.Errorf("take worker off: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return 0, fault.New(fault.NotFound, "not_found")
	}
	return int(done.RowsAffected), nil
}

// Assign puts a worker on one session.
func (s *Service) Assign(ctx context.Context, session uuid.UUID, in AssignInput) (*Session, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.editSession(ctx, session, nil, "session.assign", "", func(ctx context.Context, tx *gorm.DB, _ *Cohort, _, r *Session) error {
		r.Workers = []SessionWorker{{SessionID: r.ID, WorkerID: in.WorkerID, Role: in.Role}}
		return assign(ctx, tx, r.County, []Session{*r}, in)
	})
}

// Unassign takes a worker off one session.
func (s *Service) Unassign(ctx context.Context, session, worker uuid.UUID) error {
	_, err := s.editSession(ctx, session, nil, "session.unassign", "", func(_ context.Context, tx *gorm.DB, _ *Cohort, before, r *Session) error {
		before.Workers = []SessionWorker{{SessionID: r.ID, WorkerID: worker}}
		_, err := unassign(tx, r.County, []Session{*r}, worker)
		return err
	})
	return err
}

// withWorkers fills in who leads and helps in the sessions. Who may not read workers learns no names.
func (s *Service) withWorkers(ctx context.Context, rows []Session) error {
	if len(rows) == 0 {
		return nil
	}
	ids, place := make([]uuid.UUID, len(rows)), map[uuid.UUID]*Session{}
	for i := range rows {
		ids[i], place[rows[i].ID] = rows[i].ID, &rows[i]
		rows[i].Workers = []SessionWorker{}
	}
	var all []SessionWorker
	err := s.DB.Read(ctx).Table("session_workers sw").Select("sw.session_id, sw.worker_id, sw.role, w.name AS worker_name, w.check_valid_to").
		Joins("JOIN workers w ON w.id = sw.worker_id AND w.county = sw.county").Where("sw.session_id IN ?", ids).
		Scopes(authz.Within(ctx, authz.WorkerRead, "w.division", "w.organisation_id")).
		Order("sw.role DESC, w.name, sw.worker_id").Find(&all).Error
	if err != nil {
		return fmt.Errorf("workers of sessions: %w", err)
	}
	for _, w := range all {
		r := place[w.SessionID]
		r.Workers = append(r.Workers, w)
	}
	return nil
}
