package facility

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// TerminalKind is what sort of device a terminal is.
type TerminalKind string

// TerminalKinds lists every kind of terminal.
func TerminalKinds() []TerminalKind {
	return []TerminalKind{"computer", "tablet", "e_reader", "interactive_board", "kiosk", "phone", "other"}
}

// Terminal is a device that minors use (M16). R122: it carries protection software, which is checked.
type Terminal struct {
	Part
	SpaceID            *uuid.UUID    `json:"space_id,omitempty" format:"uuid"` // where it stands
	Label              string        `json:"label" validate:"required"`
	Kind               TerminalKind  `json:"kind" validate:"required"`
	ProtectionSoftware string        `json:"protection_software,omitempty"` // name of the minors' protection software
	CheckedOn          *division.Day `json:"checked_on,omitempty" format:"date"`
	CheckPassed        *bool         `json:"check_passed,omitempty"`
	CheckDueOn         *division.Day `json:"check_due_on,omitempty" format:"date"` // the next check
}

func (p *Terminal) label() string { return p.Label }

// TerminalInput is what a person fills in about a terminal.
type TerminalInput struct {
	SpaceID            *uuid.UUID   `json:"space_id,omitempty" format:"uuid"`
	Label              string       `json:"label" validate:"required" maxLength:"100"`
	Kind               TerminalKind `json:"kind" validate:"required"`
	ProtectionSoftware string       `json:"protection_software,omitempty" maxLength:"100"`
	CheckedOn          division.Day `json:"checked_on,omitempty" format:"date"`
	CheckPassed        *bool        `json:"check_passed,omitempty"` // with checked_on
	CheckDueOn         division.Day `json:"check_due_on,omitempty" format:"date"`
	Retired            bool         `json:"retired,omitempty"` // no longer in use
}

// Terminals lists the terminals of a facility by label.
func (s *Service) Terminals(ctx context.Context, facility uuid.UUID, retired bool) ([]Terminal, error) {
	return listParts[Terminal](ctx, s, facility, retired, "retired, label, id")
}

// Terminal finds one terminal of a facility.
func (s *Service) Terminal(ctx context.Context, facility, id uuid.UUID) (*Terminal, error) {
	return getPart[Terminal](ctx, s, facility, id)
}

// AddTerminal adds a terminal to a facility.
func (s *Service) AddTerminal(ctx context.Context, facility uuid.UUID, in TerminalInput) (*Terminal, error) {
	row := &Terminal{}
	if err := row.apply(in, s.today()); err != nil {
		return nil, err
	}
	return addPart(ctx, s, facility, "terminal", row, row.inSpace)
}

// UpdateTerminal changes a terminal, if nobody did so since version.
func (s *Service) UpdateTerminal(ctx context.Context, facility, id uuid.UUID, version int, in TerminalInput) (*Terminal, error) {
	return changePart(ctx, s, facility, id, version, "terminal", func(tx *gorm.DB, row *Terminal) error {
		if err := row.apply(in, s.today()); err != nil {
			return err
		}
		row.Retired = in.Retired
		if row.Retired {
			return nil
		}
		return row.inSpace(tx)
	})
}

// inSpace checks that the space is a present one of the same facility, and keeps it so.
func (p *Terminal) inSpace(tx *gorm.DB) error {
	if p.SpaceID == nil {
		return nil
	}
	var room Space
	err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Take(&room, "id = ? AND county = ? AND facility_id = ?", *p.SpaceID, p.County, p.FacilityID).Error
	var bad fault.Fields
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		bad.Add("space_id", "space_not_found")
	case err != nil:
		return fmt.Errorf("space of terminal: %w", err)
	case room.Retired:
		bad.Add("space_id", "space_retired")
	}
	return bad.Err()
}

func (p *Terminal) apply(in TerminalInput, today division.Day) error {
	var bad fault.Fields
	p.Label = bad.Text("label", in.Label, 100)
	fault.OneOf(&bad, "kind", in.Kind, TerminalKinds()...)
	p.ProtectionSoftware = bad.Text("protection_software", in.ProtectionSoftware, 100, true)
	checkDay(&bad, "checked_on", in.CheckedOn, today)
	if (in.CheckedOn == "") != (in.CheckPassed == nil) {
		bad.Add("check_passed", "with_checked_on")
	}
	checkDue(&bad, "check_due_on", in.CheckDueOn, in.CheckedOn)
	p.SpaceID, p.Kind, p.CheckPassed = in.SpaceID, in.Kind, in.CheckPassed
	p.CheckedOn, p.CheckDueOn = optional(in.CheckedOn), optional(in.CheckDueOn)
	return bad.Err()
}

// checkDue: what is due lies behind what was done, and within a believable time.
func checkDue(bad *fault.Fields, name string, due, done division.Day) {
	if due == "" {
		return
	}
	if _, err := division.ParseDay(string(due)); err != nil {
		bad.Add(name, "invalid_date")
	} else if due <= done {
		bad.Add(name, "due_after_done")
	} else if due < "1949-10-01" || due > "2200-01-01" {
		bad.Add(name, "out_of_range", "min", "1949-10-01", "max", "2200-01-01")
	}
}

// Due is a filter of a list of duties across a territory, in order of the day they are due.
type Due struct {
	Division division.Code
	Before   division.Day // due before this day
	After    *DuePlace
	Limit    int
}

// DuePlace is where in such a list the next page starts.
type DuePlace struct {
	Day division.Day `json:"d"`
	ID  uuid.UUID    `json:"i"`
}

// Where tells in which facility a duty lies.
type Where struct {
	FacilityName string        `json:"facility_name" validate:"required"`
	Division     division.Code `json:"division" validate:"required"`
}

// DueTerminal is a terminal whose check is due.
type DueTerminal struct {
	Terminal
	Where
}

// DueTerminals lists the terminals in the territory whose check is due, earliest first. R122.
func (s *Service) DueTerminals(ctx context.Context, d Due) ([]DueTerminal, error) {
	rows := []DueTerminal{}
	err := s.due(ctx, d, "terminals", "check_due_on").Where("p.check_due_on IS NOT NULL").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("due terminals: %w", err)
	}
	return rows, nil
}

// due is the query of duties of one table: those of closed facilities are nobody's any more.
func (s *Service) due(ctx context.Context, d Due, table, day string) *gorm.DB {
	q := s.DB.Read(ctx).Table(table+" p").Select("p.*, f.name AS facility_name, f.division").
		Joins("JOIN facilities f ON f.id = p.facility_id AND f.county = p.county").
		Where("NOT p.retired AND f.status <> ?", Closed).
		Scopes(authz.Within(ctx, authz.FacilityRead, "f.division", "f.operator_id")).
		Order("p." + day + ", p.id").Limit(d.Limit)
	if d.Division != "" && d.Division != division.Country {
		lo, hi := d.Division.Range()
		q = q.Where("f.division >= ? AND f.division < ?", lo, hi)
	}
	if d.Before != "" {
		q = q.Where("p."+day+" < ?", d.Before)
	}
	if d.After != nil {
		q = q.Where("(p."+day+", p.id) > (?, ?)", d.After.Day, d.After.ID)
	}
	return q
}
