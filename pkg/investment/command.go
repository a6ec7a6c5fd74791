package investment

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Command moves a project on.
type Command string

// The commands.
const (
	Approve Command = "approve"
	Start   Command = "start"
	Deliver Command = "deliver"
	Cancel  Command = "cancel"
)

// transitions is the table of legal moves.
var transitions = map[Command]struct {
	From  []Status
	To    Status
	Guard func(*Project, *fault.Fields, CommandInput, division.Day)
}{
	Approve: {[]Status{Planned}, Approved, func(*Project, *fault.Fields, CommandInput, division.Day) {}},
	Start:   {[]Status{Approved}, Building, (*Project).start},
	Deliver: {[]Status{Building}, Delivered, (*Project).deliver},
	Cancel:  {[]Status{Planned, Approved, Building}, Cancelled, (*Project).cancel},
}

// CommandInput is what a person says about a move.
type CommandInput struct {
	On              division.Day `json:"on,omitempty" swaggertype:"string" maxLength:"10"` // today when absent
	Reason          string       `json:"reason,omitempty" maxLength:"500"`                 // needed to cancel
	DeliveredAreaM2 *float64     `json:"delivered_area_m2,omitempty" minimum:"0.01" maximum:"9999999999"`
	FacilityID      *uuid.UUID   `json:"facility_id,omitempty" format:"uuid"` // what was built
}

// Run moves a project on, if it stands where the command begins and nobody has changed it since version.
func (s *Service) Run(ctx context.Context, id uuid.UUID, version int, c Command, in CommandInput) (*Project, error) {
	move, known := transitions[c]
	if !known {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	today := division.DayOf(s.Now())
	if in.On == "" {
		in.On = today
	}
	return s.change(ctx, id, version, string(c), in.Reason, func(tx *gorm.DB, p *Project) error {
		if !slices.Contains(move.From, p.Status) {
			return fault.New(fault.Conflict, "illegal_transition", "from", p.Status, "command", c)
		}
		var f fault.Fields
		f.Text("reason", in.Reason, 500, true)
		move.Guard(p, &f, in, today)
		if err := f.Err(); err != nil {
			return err
		}
		p.Status = move.To
		return p.checkReferences(tx)
	})
}

func (p *Project) start(f *fault.Fields, in CommandInput, today division.Day) {
	checkDay(f, "on", in.On, p.PlannedOn, today)
	p.StartedOn = &in.On
}

func (p *Project) deliver(f *fault.Fields, in CommandInput, today division.Day) {
	checkDay(f, "on", in.On, *p.StartedOn, today)
	p.DeliveredOn = &in.On
	p.DeliveredAreaM2 = checkArea(f, "delivered_area_m2", in.DeliveredAreaM2)
	if in.FacilityID != nil {
		p.FacilityID = in.FacilityID
	}
}

func (p *Project) cancel(f *fault.Fields, in CommandInput, today division.Day) {
	checkDay(f, "on", in.On, p.PlannedOn, today)
	f.Text("reason", in.Reason, 500)
	p.CancelledOn = &in.On
}
