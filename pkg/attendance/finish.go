package attendance

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// Finish ends a running session once no child is left in the room.
func (s *Service) Finish(ctx context.Context, session uuid.UUID) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		r, err := program.LockSession(ctx, tx, session, authz.AttendanceWrite)
		if err != nil {
			return err
		}
		if r.Status != program.SessionRunning {
			return fault.New(fault.Conflict, "session_not_running", "status", r.Status)
		}
		var left int64
		if err := tx.Raw("SELECT count(*) "+expectedSQL+" AND a.mark IN ('present', 'late') AND h.id IS NULL", expected(r)).Scan(&left).Error; err != nil {
			return fmt.Errorf("children left: %w", err)
		}
		if left > 0 {
			return fault.New(fault.Conflict, "children_still_there", "count", left)
		}
		err = tx.Exec("UPDATE programme_sessions SET status = ?, version = version + 1, updated_at = ? WHERE id = ? AND county = ?", program.SessionDone, s.Now(), r.ID, r.County).Error
		if err != nil {
			return fmt.Errorf("finish session: %w", err)
		}
		return event.Record(tx, event.Change{Action: "session.finish", Subject: "session", SubjectID: r.ID.String(), Division: r.Division,
			Before: map[string]any{"status": r.Status}, After: map[string]any{"status": program.SessionDone}})
	})
}
