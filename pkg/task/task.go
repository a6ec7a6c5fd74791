// Package task keeps what somebody has to do: alerts and follow-ups. Each is made once for what it is about, even
// when the program was down as it fell due.
package task

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
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
