package facility

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// InspectionKind is what an inspection looks at.
type InspectionKind string

// InspectionKinds lists every kind of inspection.
func InspectionKinds() []InspectionKind {
	return []InspectionKind{"fire", "building", "electrical", "equipment", "hygiene", "food", "security", "network", "other"}
}

// InspectionResult is how an inspection ended.
type InspectionResult string

// The results of an inspection.
const (
	Passed      InspectionResult = "passed"
	Conditional InspectionResult = "conditional" // passed once what was found is mended
	Failed      InspectionResult = "failed"
)

// Inspection is a safety inspection of a facility that is due, or was done. R123: places for minors are
// kept to safety standards and looked after regularly.
type Inspection struct {
	Part
	Kind      InspectionKind    `json:"kind" validate:"required"`
	DueOn     division.Day      `json:"due_on" validate:"required" format:"date"`
	DoneOn    *division.Day     `json:"done_on,omitempty" format:"date"`
	Result    *InspectionResult `json:"result,omitempty"`
	Inspector string            `json:"inspector,omitempty"`
	Findings  string            `json:"findings,omitempty"`
}

func (p *Inspection) label() string { return string(p.Kind) + " " + string(p.DueOn) }

// InspectionInput is what a person fills in about an inspection; done_on with a result completes it.
type InspectionInput struct {
	Kind      InspectionKind   `json:"kind" validate:"required"`
	DueOn     division.Day     `json:"due_on" validate:"required" format:"date"`
	DoneOn    division.Day     `json:"done_on,omitempty" format:"date"`
	Result    InspectionResult `json:"result,omitempty"`
	Inspector string           `json:"inspector,omitempty" maxLength:"100"`
	Findings  string           `json:"findings,omitempty" maxLength:"4000"` // needed unless it passed
	NextDueOn division.Day     `json:"next_due_on,omitempty" format:"date"` // plans the next one of the kind at the same time
	Retired   bool             `json:"retired,omitempty"`                   // planned by mistake
}

// Inspections lists the inspections of a facility: first what is still to do, then the latest.
func (s *Service) Inspections(ctx context.Context, facility uuid.UUID, retired bool) ([]Inspection, error) {
	return listParts[Inspection](ctx, s, facility, retired, "retired, done_on IS NOT NULL, done_on DESC, due_on, id")
}

// Inspection finds one inspection of a facility.
func (s *Service) Inspection(ctx context.Context, facility, id uuid.UUID) (*Inspection, error) {
	return getPart[Inspection](ctx, s, facility, id)
}

// AddInspection plans an inspection, or records one that was done.
func (s *Service) AddInspection(ctx context.Context, facility uuid.UUID, in InspectionInput) (*Inspection, error) {
	row := &Inspection{}
	if err := row.apply(in, s.today()); err != nil {
		return nil, err
	}
	err := s.DB.Write(ctx, func(ctx context.Context, _ *gorm.DB) (err error) {
		if row, err = addPart(ctx, s, facility, "inspection", row, nothing); err != nil {
			return err
		}
		return s.planNext(ctx, facility, in)
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

func nothing(*gorm.DB) error { return nil }

// UpdateInspection changes or completes an inspection, if nobody did so since version.
func (s *Service) UpdateInspection(ctx context.Context, facility, id uuid.UUID, version int, in InspectionInput) (*Inspection, error) {
	var row *Inspection
	err := s.DB.Write(ctx, func(ctx context.Context, _ *gorm.DB) (err error) {
		row, err = changePart(ctx, s, facility, id, version, "inspection", func(_ *gorm.DB, row *Inspection) error {
			row.Retired = in.Retired
			return row.apply(in, s.today())
		})
		if err != nil {
			return err
		}
		return s.planNext(ctx, facility, in)
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

func (s *Service) planNext(ctx context.Context, facility uuid.UUID, in InspectionInput) error {
	if in.NextDueOn == "" {
		return nil
	}
	next := &Inspection{Kind: in.Kind, DueOn: in.NextDueOn}
	_, err := addPart(ctx, s, facility, "inspection", next, nothing)
	return err
}

func (p *Inspection) apply(in InspectionInput, today division.Day) error {
	var bad fault.Fields
	fault.OneOf(&bad, "kind", in.Kind, InspectionKinds()...)
	if in.DueOn == "" {
		bad.Add("due_on", "required")
	}
	checkDue(&bad, "due_on", in.DueOn, "")
	checkDay(&bad, "done_on", in.DoneOn, today)
	checkDue(&bad, "next_due_on", in.NextDueOn, in.DoneOn)
	p.Kind, p.DueOn, p.DoneOn, p.Result = in.Kind, in.DueOn, optional(in.DoneOn), optional(in.Result)
	p.Inspector = bad.Text("inspector", in.Inspector, 100, true)
	p.Findings = bad.Text("findings", in.Findings, 4000, true)
	if in.DoneOn == "" {
		p.undone(&bad, in)
		return bad.Err()
	}
	fault.OneOf(&bad, "result", in.Result, Passed, Conditional, Failed)
	if in.Result != Passed && p.Findings == "" {
		bad.Add("findings", "required")
	}
	return bad.Err()
}

// undone: nothing can have come out of an inspection that was not done.
func (p *Inspection) undone(bad *fault.Fields, in InspectionInput) {
	if in.Result != "" {
		bad.Add("done_on", "required")
	}
	if in.NextDueOn != "" {
		bad.Add("next_due_on", "with_done_on")
	}
}

// DueInspection is an inspection that is still to be done.
type DueInspection struct {
	Inspection
	Where
}

// DueInspections lists the inspections in the territory that are still to be done, earliest first. R123.
func (s *Service) DueInspections(ctx context.Context, d Due) ([]DueInspection, error) {
	rows := []DueInspection{}
	err := s.due(ctx, d, "inspections", "due_on").Where("p.done_on IS NULL").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("due inspections: %w", err)
	}
	return rows, nil
}
