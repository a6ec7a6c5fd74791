// Package task keeps what somebody has to do: alerts and follow-ups. Each is made once for what it is about, even
// when the program was down as it fell due.
package task

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Kind is why there is something to do.
type Kind string

// The kinds of tasks.
const (
	NoShow       Kind = "no_show"       // a child expected and not marked in time (M11)
	NotPickedUp  Kind = "not_picked_up" // a child still there after the end
	Absences     Kind = "absences"      // consecutive ones: the child director follows up
	CheckExpires Kind = "check_expires" // a record check that runs out (R120)
	TooFewAdults Kind = "ratio"         // more children to an adult than the cohort allows
)

// Task is one thing to do in a place.
type Task struct {
	ID         uuid.UUID       `json:"id" validate:"required" format:"uuid"`
	County     string          `json:"-"`
	Division   division.Code   `json:"division" validate:"required"`
	Kind       Kind            `json:"kind" validate:"required"`
	Key        string          `json:"-"` // what it is about, so that it is made once
	FacilityID *uuid.UUID      `json:"facility_id,omitempty" format:"uuid"`
	SessionID  *uuid.UUID      `json:"session_id,omitempty" format:"uuid"`
	ChildID    *uuid.UUID      `json:"child_id,omitempty" format:"uuid"`
	ChildName  string          `json:"child_name,omitempty" gorm:"->"`
	WorkerID   *uuid.UUID      `json:"worker_id,omitempty" format:"uuid"`
	UserID     *uuid.UUID      `json:"user_id,omitempty" format:"uuid"` // whose task it is, when that is known
	Params     json.RawMessage `json:"params" validate:"required" swaggertype:"object"`
	DueAt      time.Time       `json:"due_at" validate:"required" format:"date-time"`
	DoneAt     *time.Time      `json:"done_at,omitempty" format:"date-time"`
	DoneBy     *uuid.UUID      `json:"done_by,omitempty" format:"uuid"`
	Outcome    string          `json:"outcome,omitempty"`
	Version    int             `json:"version" validate:"required"`
	CreatedAt  time.Time       `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt  time.Time       `json:"updated_at" validate:"required" format:"date-time"`
}

// Service keeps tasks.
type Service struct {
	DB  *db.DB
	Now func() time.Time
}

// Filter narrows a list of tasks.
type Filter struct {
	Division division.Code
	Done     bool // those that are done instead of those that are open
	Mine     bool // only what the actor is asked to do
	After    *Place
	Limit    int
}

// Place is where in the list, ordered by due time, the next page starts.
type Place struct {
	DueAt time.Time `json:"t"`
	ID    uuid.UUID `json:"i"`
}

func (s *Service) readable(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Table("tasks").Select("tasks.*, e.child_name").
		Joins(`LEFT JOIN LATERAL (SELECT child_name FROM enrolments e WHERE e.child_id = tasks.child_id AND e.county = tasks.county LIMIT 1) e ON true`).
		Scopes(authz.Within(ctx, authz.TaskRead, "tasks.division"))
}

// List gives open tasks, those due first in front; or those done.
func (s *Service) List(ctx context.Context, f Filter) ([]Task, error) {
	q := s.readable(ctx).Order("tasks.due_at, tasks.id").Limit(f.Limit)
	if f.Division != "" {
		lo, hi := f.Division.Range()
		q = q.Where("tasks.division >= ? AND tasks.division < ?", lo, hi)
	}
	if f.Done {
		q = q.Where("tasks.done_at IS NOT NULL")
	} else {
		q = q.Where("tasks.done_at IS NULL")
	}
	if f.Mine {
		q = q.Where("tasks.user_id = ?", authz.From(ctx).UserID)
	}
	if f.After != nil {
		q = q.Where("(tasks.due_at, tasks.id) > (?, ?)", f.After.DueAt, f.After.ID)
	}
	rows := []Task{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	return rows, nil
}

// Get finds one task.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (*Task, error) {
	var rows []Task
	if err := s.readable(ctx).Where("tasks.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("get task: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// FinishInput says how a task ended.
type FinishInput struct {
	Outcome string `json:"outcome" validate:"required" maxLength:"500"`
}

// Finish ends a task with what came of it, if nobody changed it since version.
func (s *Service) Finish(ctx context.Context, id uuid.UUID, version int, in FinishInput) (*Task, error) {
	var bad fault.Fields
	in.Outcome = bad.Text("outcome", in.Outcome, 500)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	var t Task
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Omit("ChildName").Take(&t, "id = ?", id).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return fault.New(fault.NotFound, "not_found")
		}
		if err != nil {
			return fmt.Errorf("lock task: %w", err)
		}
		if err := authz.Check(ctx, authz.TaskWrite, t.Division); err != nil {
			return err
		}
		return s.finish(ctx, tx, &t, version, in.Outcome)
	})
	if err != nil {
		return nil, err
	}
	return &t, nil
}

func (s *Service) finish(ctx context.Context, tx *gorm.DB, t *Task, version int, outcome string) error {
	if t.Version != version {
		return fault.New(fault.Stale, "stale_version", "current", t.Version)
	}
	if t.DoneAt != nil {
		return fault.New(fault.Conflict, "task_done")
	}
	before, now := *t, s.Now()
	t.DoneAt, t.Outcome, t.Version, t.UpdatedAt = &now, outcome, t.Version+1, now
	if id := authz.From(ctx).UserID; id != uuid.Nil {
		t.DoneBy = &id
	}
	if err := tx.Omit("ChildName").Where("county = ?", t.County).Save(t).Error; err != nil {
		return fmt.Errorf("finish task: %w", err)
	}
	return event.Record(tx, event.Change{Action: "task.finish", Subject: "task", SubjectID: t.ID.String(), Division: t.Division, Before: &before, After: t, Hidden: []string{"outcome", "child_name"}})
}
