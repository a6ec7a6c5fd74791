// Package event is the audit trail, the change feed and the outbox in one append-only table.
//
// Record writes an event in the transaction of the change it tells of. A background sealer gives every
// committed event a dense position and a link in a SHA-256 hash chain. The feed is read in order of
// position, so a transaction that started first and committed last is never skipped.
package event

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/bytedance/sonic"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Change tells of a change to one record.
type Change struct {
	Action    string        // "facility.open"
	Subject   string        // "facility"
	SubjectID string        // the record's id
	Division  division.Code // whose history this is; the country when it belongs to none
	Before    any           // nil when the record is new
	After     any           // nil when the record is gone
	Note      string        // the reason a person gave
	Hidden    []string      // fields that tell of a person: that they changed is on record, not what they hold
}

// row is what Record inserts; tx and at are set by the database.
type row struct {
	ID         uuid.UUID
	ActorID    *uuid.UUID
	ActorLogin string
	SessionID  *uuid.UUID
	RequestID  string
	Action     string
	Subject    string
	SubjectID  string
	Division   division.Code
	Changes    string
}

func (row) TableName() string { return "events" }

// Record appends the event of a change, by the actor of tx's context. It belongs last in every write.
func Record(tx *gorm.DB, c Change) error {
	return RecordAll(tx, []Change{c})
}

// RecordAll appends the events of many changes in one statement a thousand.
func RecordAll(tx *gorm.DB, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	actor, rows := authz.From(tx.Statement.Context), make([]row, len(changes))
	for i, c := range changes {
		var err error
		if rows[i], err = c.by(actor); err != nil {
			return err
		}
	}
	if err := tx.CreateInBatches(rows, 1000).Error; err != nil {
		return fmt.Errorf("record %s: %w", changes[0].Action, err)
	}
	return nil
}

// CopyAll appends the events of very many changes by COPY. The database takes the first ones in while the
// others are still compared.
func CopyAll(ctx context.Context, copy db.Copier, changes []Change) error {
	actor := authz.From(ctx)
	columns := []string{"id", "actor_id", "actor_login", "session_id", "request_id", "action", "subject", "subject_id", "division", "changes"}
	err := copy("events", columns, pgx.CopyFromSlice(len(changes), func(i int) ([]any, error) {
		r, err := changes[i].by(actor)
		return []any{[16]byte(r.ID), (*[16]byte)(r.ActorID), r.ActorLogin, (*[16]byte)(r.SessionID), r.RequestID, r.Action, r.Subject, r.SubjectID, string(r.Division), r.Changes}, err
	}))
	if err != nil {
		return fmt.Errorf("record events: %w", err)
	}
	return nil
}

// by is the event of a change that the actor made.
func (c Change) by(actor *authz.Actor) (row, error) {
	diff, err := Diff(c.Before, c.After, c.Note, c.Hidden...)
	if err != nil {
		return row{}, fmt.Errorf("event %s: %w", c.Action, err)
	}
	return row{
		ID: uuid.Must(uuid.NewV7()), ActorID: present(actor.UserID), ActorLogin: actor.Login, SessionID: present(actor.SessionID),
		RequestID: actor.RequestID, Action: c.Action, Subject: c.Subject, SubjectID: c.SubjectID, Division: c.Division, Changes: diff,
	}, nil
}

func present(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// Diff is the JSON of {field: [before, after]} for every field that differs, plus the note as "_note".
// Bookkeeping fields are left out, hidden ones are named with "***" in place of what they hold. What must stay
// secret has no JSON form, so it cannot get here.
func Diff(before, after any, note string, hidden ...string) (string, error) {
	b, err := fields(before)
	if err != nil {
		return "", err
	}
	a, err := fields(after)
	if err != nil {
		return "", err
	}
	out := map[string]any{}
	for k, v := range a {
		if !bytes.Equal(b[k], v) {
			out[k] = [2]json.RawMessage{null(b[k]), v}
		}
	}
	for k, v := range b {
		if _, kept := a[k]; !kept {
			out[k] = [2]json.RawMessage{v, null(nil)}
		}
	}
	for _, k := range []string{"id", "version", "created_at", "updated_at"} {
		delete(out, k)
	}
	for _, k := range hidden {
		if _, differs := out[k]; differs {
			out[k] = [2]string{"***", "***"}
		}
	}
	if note != "" {
		out["_note"] = note
	}
	data, err := sonic.ConfigStd.Marshal(out)
	return string(data), err
}

func null(v json.RawMessage) json.RawMessage {
	if v == nil {
		return json.RawMessage("null")
	}
	return v
}

func fields(v any) (map[string]json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	data, err := sonic.ConfigStd.Marshal(v)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	if err := sonic.ConfigStd.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	return m, nil
}

// Event is one entry of the audit trail.
type Event struct {
	ID         uuid.UUID       `json:"id" validate:"required" format:"uuid"`
	Position   *int64          `json:"position,omitempty"` // place in the sealed chain; absent until sealed
	At         time.Time       `json:"at" validate:"required" format:"date-time"`
	ActorID    *uuid.UUID      `json:"actor_id,omitempty" format:"uuid"`
	ActorLogin string          `json:"actor_login,omitempty"`
	RequestID  string          `json:"request_id,omitempty"`
	Action     string          `json:"action" validate:"required" example:"facility.open"`
	Subject    string          `json:"subject" validate:"required" example:"facility"`
	SubjectID  string          `json:"subject_id" validate:"required"`
	Division   division.Code   `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	Changes    json.RawMessage `json:"changes" validate:"required" swaggertype:"object"` // {field: [before, after]}
}
