package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/task"
)

// catchUp is how far back alerts are made that fell due while the program was down.
const catchUp = 24 * time.Hour

// Alert makes the tasks that are due: for children who were expected and are not marked, and for those who are still
// there after the end. Each is made once.
func (s *Service) Alert(ctx context.Context) error {
	ctx = authz.System(ctx)
	for kind, q := range map[task.Kind]string{task.NoShow: noShowSQL, task.NotPickedUp: notPickedUpSQL} {
		if err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error { return s.alert(tx, kind, q) }); err != nil {
			return err
		}
	}
	return nil
}

const leaderSQL = `(SELECT w.user_id FROM session_workers sw JOIN workers w ON w.id = sw.worker_id AND w.county = sw.county
 WHERE sw.session_id = s.id AND sw.county = s.county AND NOT sw.cancelled AND w.user_id IS NOT NULL ORDER BY sw.role <> 'leader', sw.id LIMIT 1)`

const taskSQL = `INSERT INTO tasks (id, county, division, kind, key, facility_id, session_id, child_id, user_id, params, due_at)
 SELECT gen_random_uuid(), s.county, s.division, @kind, s.id || ':' || e.child_id, s.facility_id, s.id, e.child_id, ` + leaderSQL + `,
  jsonb_build_object('cohort', c.name, 'starts_at', s.starts_at, 'ends_at', s.ends_at), `

const taskFromSQL = ` FROM programme_sessions s JOIN cohorts c ON c.id = s.cohort_id AND c.county = s.county
 JOIN enrolments e ON e.cohort_id = s.cohort_id AND e.county = s.county AND e.enrolled_on <= (s.starts_at AT TIME ZONE 'Asia/Shanghai')::date
  AND (e.ended_on IS NULL OR e.ended_on > (s.starts_at AT TIME ZONE 'Asia/Shanghai')::date)
 WHERE s.status IN ('planned', 'running') AND s.starts_at > CAST(@from AS timestamptz) AND s.starts_at <= CAST(@now AS timestamptz)`

const onceSQL = ` ON CONFLICT (county, kind, key) DO NOTHING RETURNING id, division, kind, child_id, session_id`

const noShowSQL = taskSQL + `s.starts_at + c.alert_minutes * interval '1 minute'` + taskFromSQL + `
  AND s.starts_at + c.alert_minutes * interval '1 minute' <= CAST(@now AS timestamptz)
  AND NOT EXISTS (SELECT FROM attendances a WHERE a.session_id = s.id AND a.child_id = e.child_id AND a.county = s.county)` + onceSQL

const notPickedUpSQL = taskSQL + `s.ends_at + c.alert_minutes * interval '1 minute'` + taskFromSQL + `
  AND s.ends_at + c.alert_minutes * interval '1 minute' <= CAST(@now AS timestamptz)
  AND EXISTS (SELECT FROM attendances a WHERE a.session_id = s.id AND a.child_id = e.child_id AND a.county = s.county AND a.mark IN ('present', 'late'))
  AND NOT EXISTS (SELECT FROM handovers h WHERE h.session_id = s.id AND h.child_id = e.child_id AND h.county = s.county AND NOT h.refused)` + onceSQL

func (s *Service) alert(tx *gorm.DB, kind task.Kind, q string) error {
	var made []struct {
		ID                 uuid.UUID
		Division           division.Code
		Kind               task.Kind
		ChildID, SessionID uuid.UUID
	}
	err := tx.Raw(q, map[string]any{"kind": kind, "now": s.Now(), "from": s.Now().Add(-catchUp)}).Scan(&made).Error
	if err != nil {
		return fmt.Errorf("alert %s: %w", kind, err)
	}
	changes := make([]event.Change, len(made))
	for i, m := range made {
		changes[i] = event.Change{Action: "task.make", Subject: "task", SubjectID: m.ID.String(), Division: m.Division,
			After: map[string]any{"kind": m.Kind, "child_id": m.ChildID, "session_id": m.SessionID}}
	}
	return event.RecordAll(tx, changes)
}

// AlertJob makes the alerts that are due. It runs every minute.
type AlertJob struct{}

// Kind names the job in the queue.
func (AlertJob) Kind() string { return "attendance_alert" }

type alertWorker struct {
	river.WorkerDefaults[AlertJob]
	attendance *Service
}

// Work makes the alerts.
func (w alertWorker) Work(ctx context.Context, _ *river.Job[AlertJob]) error {
	return w.attendance.Alert(ctx)
}

// Register makes the job known to those who work jobs off.
func (s *Service) Register(workers *river.Workers) {
	river.AddWorker(workers, alertWorker{attendance: s})
}
