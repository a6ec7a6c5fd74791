package enrolment

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// Command is what a person does with an enrolment.
type Command string

// The commands.
const (
	Accept   Command = "accept"
	Decline  Command = "decline"
	Withdraw Command = "withdraw"
	Refuse   Command = "refuse"
)

// moves is the state machine as far as persons move it; each needs the permission enrolment.write. Offers are made
// and run out by themselves.
var moves = map[Command]struct {
	From   []Status
	To     Status
	Reason bool // has to be given
}{
	Accept:   {From: []Status{Offered}, To: Enrolled},
	Decline:  {From: []Status{Offered}, To: Declined},
	Withdraw: {From: []Status{Requested, Waiting, Offered, Enrolled}, To: Withdrawn},
	Refuse:   {From: []Status{Requested, Waiting}, To: Refused, Reason: true},
}

// CommandInput is what a person says to a command.
type CommandInput struct {
	Reason string `json:"reason,omitempty" maxLength:"500"` // needed to refuse
}

// Move carries out a command, if nobody changed the enrolment since version. A place that becomes free is offered to
// the next in the same transaction.
func (s *Service) Move(ctx context.Context, id uuid.UUID, version int, command Command, in CommandInput) (*Enrolment, error) {
	m, ok := moves[command]
	if !ok {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	var bad fault.Fields
	in.Reason = bad.Text("reason", in.Reason, 500, true)
	if m.Reason && in.Reason == "" {
		bad.Add("reason", "required")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	var e *Enrolment
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, found, err := s.lock(ctx, tx, id)
		if err != nil {
			return err
		}
		e = found
		if version != e.Version {
			return fault.New(fault.Stale, "stale_version", "current", e.Version)
		}
		if !slices.Contains(m.From, e.Status) {
			return fault.New(fault.Conflict, "enrolment_move", "command", command, "status", e.Status)
		}
		if command == Accept {
			if err := s.acceptable(tx, c, e); err != nil {
				return err
			}
		}
		if in.Reason != "" {
			e.because(PersonSaidSo, "reason", in.Reason)
		}
		if err := s.step(tx, c, e, m.To, string(command), ""); err != nil {
			return err
		}
		return s.settle(tx, c)
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// acceptable: an offer holds until it runs out, and as long as the child is free at these hours.
func (s *Service) acceptable(tx *gorm.DB, c *program.Cohort, e *Enrolment) error {
	if !s.Now().Before(*e.OfferExpiresAt) {
		return fault.New(fault.Conflict, "offer_expired", "at", *e.OfferExpiresAt)
	}
	return clash(tx, c, e.ChildID, s.today())
}

// lock locks the cohort of an enrolment before it, as every change does.
func (s *Service) lock(ctx context.Context, tx *gorm.DB, id uuid.UUID) (*program.Cohort, *Enrolment, error) {
	var e Enrolment
	err := tx.Select("id", "cohort_id", "county", "division").Take(&e, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("find enrolment: %w", err)
	}
	if err := authz.Check(ctx, authz.EnrolmentWrite, e.Division); err != nil {
		return nil, nil, err
	}
	c, err := program.LockCohort(ctx, tx, e.CohortID, authz.EnrolmentWrite)
	if err != nil {
		return nil, nil, err
	}
	if err := tx.Omit(borrowed...).Take(&e, "id = ? AND county = ?", id, e.County).Error; err != nil {
		return nil, nil, fmt.Errorf("lock enrolment: %w", err)
	}
	return c, &e, nil
}
