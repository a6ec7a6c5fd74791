package attendance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// Check is how it was made sure that somebody is who they say.
type Check string

// The ways. An unchecked hand-over needs a reason.
const (
	Known     Check = "known" // to the leader in person
	ByCode    Check = "code"
	ByPhoto   Check = "photo"
	ByPaper   Check = "document"
	Unchecked Check = "none"
)

// Checks lists every way.
func Checks() []Check { return []Check{Known, ByCode, ByPhoto, ByPaper, Unchecked} }

// Handover tells who fetched a child from a session, or who was refused.
type Handover struct {
	ID         uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County     string        `json:"-"`
	Division   division.Code `json:"-"`
	SessionID  uuid.UUID     `json:"session_id" validate:"required" format:"uuid"`
	ChildID    uuid.UUID     `json:"child_id" validate:"required" format:"uuid"`
	GuardianID *uuid.UUID    `json:"guardian_id,omitempty" format:"uuid"`
	Person     string        `json:"person" validate:"required"`
	Refused    bool          `json:"refused" validate:"required"` // who is barred gets no child; that they came is on record
	CheckedBy  Check         `json:"checked_by" validate:"required"`
	Reason     string        `json:"reason,omitempty"`
	At         time.Time     `json:"at" validate:"required" format:"date-time"`
	ByUser     *uuid.UUID    `json:"by_user,omitempty" format:"uuid"`
}

// HandoverInput says who came for a child.
type HandoverInput struct {
	ChildID    uuid.UUID  `json:"child_id" validate:"required" format:"uuid"`
	GuardianID *uuid.UUID `json:"guardian_id,omitempty" format:"uuid"`
	Person     string     `json:"person,omitempty" maxLength:"60"` // name of somebody who is no guardian
	CheckedBy  Check      `json:"checked_by" validate:"required"`
	Reason     string     `json:"reason,omitempty" maxLength:"500"` // needed for whoever has no permission to pick up
}

func (in *HandoverInput) check() error {
	var bad fault.Fields
	fault.OneOf(&bad, "checked_by", in.CheckedBy, Checks()...)
	in.Person = bad.Text("person", in.Person, 60, true)
	in.Reason = bad.Text("reason", in.Reason, 500, true)
	if in.GuardianID == nil && in.Person == "" {
		bad.Add("person", "required")
	}
	if in.CheckedBy == Unchecked && in.Reason == "" {
		bad.Add("reason", "pick_up_needs_reason")
	}
	return bad.Err()
}

// HandOver gives a child to who came for it. Somebody who is barred is refused whatever else holds; that is kept as a
// hand-over that was refused.
func (s *Service) HandOver(ctx context.Context, session uuid.UUID, in HandoverInput) (*Handover, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var h *Handover
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		r, err := program.LockSession(ctx, tx, session, authz.AttendanceWrite)
		if err != nil {
			return err
		}
		if err := there(tx, r, in.ChildID); err != nil {
			return err
		}
		h = &Handover{ID: uuid.Must(uuid.NewV7()), County: r.County, Division: r.Division, SessionID: r.ID, ChildID: in.ChildID, GuardianID: in.GuardianID,
			Person: in.Person, CheckedBy: in.CheckedBy, Reason: in.Reason, At: s.Now()}
		if id := authz.From(ctx).UserID; id != uuid.Nil {
			h.ByUser = &id
		}
		if err := h.permit(tx); err != nil {
			return err
		}
		return h.save(tx)
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

// there refuses for a child who is not in the room.
func there(tx *gorm.DB, r *program.Session, child uuid.UUID) error {
	var found []struct {
		Mark *Mark
		Gone bool
	}
	args := expected(r)
	args["child"] = child
	if err := tx.Raw("SELECT a.mark, h.id IS NOT NULL AS gone "+expectedSQL+" AND e.child_id = @child", args).Scan(&found).Error; err != nil {
		return fmt.Errorf("child to hand over: %w", err)
	}
	switch {
	case len(found) == 0:
		var bad fault.Fields
		bad.Add("child_id", "child_not_on_roll")
		return bad.Err()
	case found[0].Mark == nil || *found[0].Mark != Present && *found[0].Mark != Late:
		return fault.New(fault.Conflict, "child_not_there")
	case found[0].Gone:
		return fault.New(fault.Conflict, "picked_up_already")
	}
	return nil
}

// permit decides by what stands about the person: a bar by name holds for who gives only a name, too.
func (h *Handover) permit(tx *gorm.DB) error {
	var known []PickUp
	if err := pickUps(tx, h.County).Where("r.child_id = ?", h.ChildID).Scan(&known).Error; err != nil {
		return fmt.Errorf("pick-ups: %w", err)
	}
	i := slices.IndexFunc(known, func(p PickUp) bool {
		if h.GuardianID != nil {
			return p.GuardianID == *h.GuardianID
		}
		return p.Barred && p.Name == h.Person
	})
	var bad fault.Fields
	switch {
	case i < 0 && h.GuardianID != nil:
		bad.Add("guardian_id", "guardian_not_found")
	case i >= 0 && known[i].Barred:
		h.Refused, h.Person, h.GuardianID = true, known[i].Name, &known[i].GuardianID
	case i >= 0 && known[i].MayPickUp:
		h.Person = known[i].Name
	case h.Reason == "":
		bad.Add("reason", "pick_up_needs_reason")
	case i >= 0:
		h.Person = known[i].Name
	}
	return bad.Err()
}

func (h *Handover) save(tx *gorm.DB) error {
	action := "session.hand_over"
	if h.Refused {
		action = "session.refuse_pick_up"
	}
	if err := tx.Create(h).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return fault.New(fault.Conflict, "picked_up_already")
		}
		return fmt.Errorf("write hand-over: %w", err)
	}
	if !h.Refused {
		err := tx.Exec(`UPDATE tasks SET done_at = ?, outcome = 'picked_up', version = version + 1, updated_at = ?
			WHERE session_id = ? AND county = ? AND kind = 'not_picked_up' AND child_id = ? AND done_at IS NULL`, h.At, h.At, h.SessionID, h.County, h.ChildID).Error
		if err != nil {
			return fmt.Errorf("close alert: %w", err)
		}
	}
	return event.Record(tx, event.Change{Action: action, Subject: "session", SubjectID: h.SessionID.String(), Division: h.Division, After: h, Hidden: []string{"person", "reason"}})
}
