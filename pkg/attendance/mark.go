package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// MaxMarks is how many children one call marks at most.
const MaxMarks = 500

// MarkInput marks one child.
type MarkInput struct {
	ChildID uuid.UUID `json:"child_id" validate:"required" format:"uuid"`
	Mark    Mark      `json:"mark" validate:"required"`
	Note    string    `json:"note,omitempty" maxLength:"200"`
}

// MarksInput marks children of one session, all or none.
type MarksInput struct {
	Marks  []MarkInput `json:"marks" validate:"required" minItems:"1" maxItems:"500"`
	Reason string      `json:"reason,omitempty" maxLength:"500"` // needed once the day of the session is over
}

// Marked tells what a call changed.
type Marked struct {
	New       int `json:"new" validate:"required"`
	Corrected int `json:"corrected" validate:"required"`
	Unchanged int `json:"unchanged" validate:"required"`
}

func (in *MarksInput) check() error {
	var bad fault.Fields
	in.Reason = bad.Text("reason", in.Reason, 500, true)
	if len(in.Marks) == 0 {
		bad.Add("marks", "required")
	} else if len(in.Marks) > MaxMarks {
		bad.Add("marks", "too_many", "max", MaxMarks)
		return bad.Err()
	}
	seen := map[uuid.UUID]bool{}
	for i := range in.Marks {
		m, at := &in.Marks[i], fmt.Sprintf("marks.%d.", i)
		fault.OneOf(&bad, at+"mark", m.Mark, Marks()...)
		m.Note = bad.Text(at+"note", m.Note, 200, true)
		if seen[m.ChildID] {
			bad.Add(at+"child_id", "child_named_twice")
		}
		seen[m.ChildID] = true
	}
	return bad.Err()
}

// Mark marks children of a session. The same mark again changes nothing; another one is a correction, which keeps
// the first.
func (s *Service) Mark(ctx context.Context, session uuid.UUID, in MarksInput) (*Marked, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var done *Marked
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		r, err := program.LockSession(ctx, tx, session, authz.AttendanceWrite)
		if err != nil {
			return err
		}
		if err := s.markable(r, in.Reason); err != nil {
			return err
		}
		enrolments, err := onRoll(tx, r, in.Marks)
		if err != nil {
			return err
		}
		if done, err = s.write(ctx, tx, r, in.Marks, enrolments); err != nil || done.New+done.Corrected == 0 {
			return err
		}
		return s.tell(tx, r, done, in.Reason)
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// markable: the roll is open from two hours before the session to the end of its day; later it is corrected with a reason.
func (s *Service) markable(r *program.Session, reason string) error {
	if r.Status == program.SessionCancelled {
		return fault.New(fault.Conflict, "session_cancelled")
	}
	switch s.stage(r) {
	case TooEarly:
		return fault.New(fault.Conflict, "roll_not_open", "at", r.StartsAt.Add(-ahead))
	case Over:
		if reason == "" {
			var bad fault.Fields
			bad.Add("reason", "correction_needs_reason")
			return bad.Err()
		}
	}
	return nil
}

// onRoll finds the enrolments of the children named, and tells each one who is not on the roll.
func onRoll(tx *gorm.DB, r *program.Session, marks []MarkInput) ([]uuid.UUID, error) {
	var rows []struct{ ChildID, ID uuid.UUID }
	children := make([]uuid.UUID, len(marks))
	for i, m := range marks {
		children[i] = m.ChildID
	}
	args := expected(r)
	args["children"] = children
	if err := tx.Raw("SELECT e.child_id, e.id "+expectedSQL+" AND e.child_id IN @children", args).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("children on the roll: %w", err)
	}
	of := make(map[uuid.UUID]uuid.UUID, len(rows))
	for _, row := range rows {
		of[row.ChildID] = row.ID
	}
	var bad fault.Fields
	all := make([]uuid.UUID, len(marks))
	for i, m := range marks {
		if all[i] = of[m.ChildID]; all[i] == uuid.Nil {
			bad.Add(fmt.Sprintf("marks.%d.child_id", i), "child_not_on_roll")
		}
	}
	return all, bad.Err()
}

const upsertSQL = `INSERT INTO attendances AS a (county, session_id, child_id, division, enrolment_id, mark, marked_at, marked_by, note)
 SELECT ?, ?, child, ?, enrolment, mark, ?, ?, note FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[]) AS m (child, enrolment, mark, note)
 ON CONFLICT (session_id, child_id, county) DO UPDATE SET mark = excluded.mark, marked_at = excluded.marked_at, marked_by = excluded.marked_by, note = excluded.note,
  first_mark = coalesce(a.first_mark, a.mark), first_at = coalesce(a.first_at, a.marked_at), first_by = CASE WHEN a.first_mark IS NULL THEN a.marked_by ELSE a.first_by END
 WHERE a.mark <> excluded.mark
 RETURNING a.first_mark IS NOT NULL AS corrected`

func (s *Service) write(ctx context.Context, tx *gorm.DB, r *program.Session, marks []MarkInput, enrolments []uuid.UUID) (*Marked, error) {
	n := len(marks)
	children, of, values, notes := make(pq.StringArray, n), make(pq.StringArray, n), make(pq.StringArray, n), make(pq.StringArray, n)
	for i, m := range marks {
		children[i], of[i], values[i], notes[i] = m.ChildID.String(), enrolments[i].String(), string(m.Mark), m.Note
	}
	var by *uuid.UUID
	if id := authz.From(ctx).UserID; id != uuid.Nil {
		by = &id
	}
	var rows []bool
	err := tx.Raw(upsertSQL, r.County, r.ID, r.Division, s.Now(), by, children, of, values, notes).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("write marks: %w", err)
	}
	done := &Marked{Unchanged: n - len(rows)}
	for _, corrected := range rows {
		if corrected {
			done.Corrected++
		} else {
			done.New++
		}
	}
	return done, closeTasks(tx, r, children, s.Now())
}

// closeTasks ends the alerts of children who are marked now.
func closeTasks(tx *gorm.DB, r *program.Session, children pq.StringArray, now time.Time) error {
	err := tx.Exec(`UPDATE tasks SET done_at = ?, outcome = 'marked', version = version + 1, updated_at = ?
		WHERE session_id = ? AND county = ? AND kind = 'no_show' AND done_at IS NULL AND child_id = ANY (?::uuid[])`, now, now, r.ID, r.County, children).Error
	if err != nil {
		return fmt.Errorf("close alerts: %w", err)
	}
	return nil
}

// tell records the event, and that the session runs from its first mark on. Who was marked how stands in the marks
// themselves, which only those may read who run sessions.
func (s *Service) tell(tx *gorm.DB, r *program.Session, done *Marked, reason string) error {
	before := *r
	if r.Status == program.SessionPlanned {
		r.Status, r.Version, r.UpdatedAt = program.SessionRunning, r.Version+1, s.Now()
		err := tx.Exec("UPDATE programme_sessions SET status = ?, version = ?, updated_at = ? WHERE id = ? AND county = ?", r.Status, r.Version, r.UpdatedAt, r.ID, r.County).Error
		if err != nil {
			return fmt.Errorf("session runs: %w", err)
		}
	}
	return event.Record(tx, event.Change{Action: "session.mark", Subject: "session", SubjectID: r.ID.String(), Division: r.Division, Note: reason,
		Before: map[string]any{"status": before.Status}, After: map[string]any{"status": r.Status, "new": done.New, "corrected": done.Corrected}})
}
