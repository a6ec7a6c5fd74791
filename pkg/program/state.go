package program

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Command moves a programme or a cohort through its life.
type Command string

// The commands.
const (
	Publish Command = "publish"
	Archive Command = "archive"
	OpenUp  Command = "open"
	Start   Command = "start"
	Finish  Command = "finish"
)

// CommandInput is what a person says when moving a programme or a cohort on.
type CommandInput struct {
	Reason string `json:"reason,omitempty" maxLength:"500"` // needed to finish or drop a cohort with sessions ahead
}

// programmeMoves is the state machine of programmes; every move needs the permission programme.write.
var programmeMoves = map[Command]struct {
	From  []Status
	To    Status
	Guard func(*Service, *gorm.DB, *Programme) error
}{
	Publish: {[]Status{Draft}, Published, (*Service).ready},
	Archive: {[]Status{Draft, Published}, Archived, (*Service).idle},
}

// cohortMoves is the state machine of cohorts; every move needs the permission programme.write.
var cohortMoves = map[Command]struct {
	From  []Phase
	To    Phase
	Guard func(*Service, *gorm.DB, *Cohort, string) error
}{
	OpenUp:  {[]Phase{PhaseDraft}, PhaseOpen, (*Service).offered},
	Start:   {[]Phase{PhaseOpen}, PhaseRunning, (*Service).begun},
	Finish:  {[]Phase{PhaseOpen, PhaseRunning}, PhaseFinished, (*Service).dropSessions},
	Archive: {[]Phase{PhaseDraft, PhaseFinished}, PhaseArchived, (*Service).dropSessions},
}

// Move carries out a command on a programme, if nobody changed it since version.
func (s *Service) Move(ctx context.Context, id uuid.UUID, version int, c Command, in CommandInput) (*Programme, error) {
	m, ok := programmeMoves[c]
	if !ok {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	reason, err := in.check()
	if err != nil {
		return nil, err
	}
	return s.edit(ctx, id, version, "programme."+string(c), reason, func(_ context.Context, tx *gorm.DB, p *Programme) error {
		if !slices.Contains(m.From, p.Status) {
			return fault.New(fault.Conflict, "programme_move", "command", c, "status", p.Status)
		}
		if err := m.Guard(s, tx, p); err != nil {
			return err
		}
		p.Status = m.To
		return nil
	})
}

// MoveCohort carries out a command on a cohort, if nobody changed it since version.
func (s *Service) MoveCohort(ctx context.Context, id uuid.UUID, version int, command Command, in CommandInput) (*Cohort, error) {
	m, ok := cohortMoves[command]
	if !ok {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	reason, err := in.check()
	if err != nil {
		return nil, err
	}
	return s.editCohort(ctx, id, version, "programme.cohort."+string(command), reason, func(_ context.Context, tx *gorm.DB, c *Cohort) error {
		if !slices.Contains(m.From, c.Phase) {
			return fault.New(fault.Conflict, "cohort_move", "command", command, "phase", c.Phase)
		}
		if err := m.Guard(s, tx, c, reason); err != nil {
			return err
		}
		c.Phase = m.To
		return nil
	})
}

func (in CommandInput) check() (reason string, err error) {
	var bad fault.Fields
	reason = bad.Text("reason", in.Reason, 500, true)
	return reason, bad.Err()
}

// ready: what is published can be asked for, so its facility is open or about to be, and it has a cohort.
func (s *Service) ready(tx *gorm.DB, p *Programme) error {
	var status facility.Status
	if err := tx.Raw("SELECT status FROM facilities WHERE id = ? AND county = ?", p.FacilityID, p.County).Scan(&status).Error; err != nil {
		return fmt.Errorf("facility of programme: %w", err)
	}
	if status == facility.Closed || status == facility.Suspended {
		return fault.New(fault.Conflict, "facility_not_open", "status", status)
	}
	n, err := p.cohorts(tx, PhaseDraft, PhaseOpen, PhaseRunning)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "programme_without_cohort")
	}
	return err
}

// idle: a programme is archived once nobody comes to it or waits for it.
func (s *Service) idle(tx *gorm.DB, p *Programme) error {
	n, err := p.cohorts(tx, PhaseOpen, PhaseRunning)
	if err == nil && n > 0 {
		return fault.New(fault.Conflict, "cohorts_going_on", "count", n)
	}
	return err
}

func (p *Programme) cohorts(tx *gorm.DB, phases ...Phase) (n int64, err error) {
	err = tx.Model(&Cohort{}).Where("programme_id = ? AND county = ? AND phase IN ?", p.ID, p.County, phases).Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("cohorts of programme: %w", err)
	}
	return n, nil
}

// offered: enrolments are taken for a published programme, as long as the cohort is not over.
func (s *Service) offered(tx *gorm.DB, c *Cohort, _ string) error {
	var status Status
	if err := tx.Raw("SELECT status FROM programmes WHERE id = ? AND county = ? FOR SHARE", c.ProgrammeID, c.County).Scan(&status).Error; err != nil {
		return fmt.Errorf("programme of cohort: %w", err)
	}
	if status != Published {
		return fault.New(fault.Conflict, "programme_not_published")
	}
	if c.LastDay < s.today() {
		return fault.New(fault.Conflict, "cohort_past", "day", c.LastDay)
	}
	return nil
}

// begun: a cohort starts on its first day or later, with a timetable.
func (s *Service) begun(tx *gorm.DB, c *Cohort, _ string) error {
	if c.FirstDay > s.today() {
		return fault.New(fault.Conflict, "cohort_before_first_day", "day", c.FirstDay)
	}
	var n int64
	if err := tx.Model(&Session{}).Where("cohort_id = ? AND county = ? AND status <> ?", c.ID, c.County, SessionCancelled).Count(&n).Error; err != nil {
		return fmt.Errorf("sessions of cohort: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "cohort_without_sessions")
	}
	return nil
}
