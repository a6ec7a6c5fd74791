package facility

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Command moves a facility through its life.
type Command string

// The commands.
const (
	Build   Command = "build"
	OpenUp  Command = "open"
	Suspend Command = "suspend"
	Resume  Command = "resume"
	Close   Command = "close"
	Cancel  Command = "cancel"
)

// move is one legal step. Every move needs the permission facility.operate.
type move struct {
	From   []Status
	To     Status
	Reason bool // a reason must be given
	Guard  func(s *Service, tx *gorm.DB, f *Facility) error
}

// moves is the whole state machine.
var moves = map[Command]move{
	Build:   {From: []Status{Planned}, To: Building},
	OpenUp:  {From: []Status{Planned, Building}, To: Open, Guard: (*Service).hostOpen},
	Suspend: {From: []Status{Open}, To: Suspended, Reason: true, Guard: (*Service).noOpenHomes},
	Resume:  {From: []Status{Suspended}, To: Open, Guard: (*Service).hostOpen},
	Close:   {From: []Status{Open, Suspended}, To: Closed, Reason: true, Guard: (*Service).noOpenHomes},
	Cancel:  {From: []Status{Planned, Building}, To: Closed, Reason: true},
}

// Commands lists what may be done with a facility of the status.
func Commands(s Status) []Command {
	var all []Command
	for _, c := range []Command{Build, OpenUp, Suspend, Resume, Close, Cancel} {
		if slices.Contains(moves[c].From, s) {
			all = append(all, c)
		}
	}
	return all
}

// CommandInput is what a person says when moving a facility on.
type CommandInput struct {
	EffectiveOn division.Day `json:"effective_on,omitempty" format:"date"` // today when left out; not in the future
	Reason      string       `json:"reason,omitempty" maxLength:"500"`     // needed to suspend, close and cancel
}

// State is what a facility was from a day on, until the next one.
type State struct {
	County         string        `json:"-"`
	FacilityID     uuid.UUID     `json:"-"`
	FromDay        division.Day  `json:"from" validate:"required" format:"date"`
	ToDay          *division.Day `json:"to,omitempty" format:"date"` // exclusive; absent while it lasts
	Division       division.Code `json:"division" validate:"required"`
	Kind           Kind          `json:"kind" validate:"required"`
	Status         Status        `json:"status" validate:"required"`
	FloorAreaM2    *float64      `json:"floor_area_m2,omitempty" gorm:"column:floor_area_m2"`
	ActivityAreaM2 *float64      `json:"activity_area_m2,omitempty" gorm:"column:activity_area_m2"`
	Reason         string        `json:"reason,omitempty"`
}

// TableName is where states are kept.
func (State) TableName() string { return "facility_states" }

// seen is what statistics see of a facility.
type seen struct {
	Division    division.Code
	Kind        Kind
	Status      Status
	Floor       float64
	Activity    float64
	HasActivity bool
}

func counted(f *Facility) seen {
	c := seen{Division: f.Division, Kind: f.Kind, Status: f.Status}
	if f.FloorAreaM2 != nil {
		c.Floor = *f.FloorAreaM2
	}
	if f.ActivityAreaM2 != nil {
		c.Activity, c.HasActivity = *f.ActivityAreaM2, true
	}
	return c
}

func (f *Facility) state(from division.Day, status Status, reason string) State {
	return State{County: f.County, FacilityID: f.ID, FromDay: from, Division: f.Division, Kind: f.Kind, Status: status,
		FloorAreaM2: f.FloorAreaM2, ActivityAreaM2: f.ActivityAreaM2, Reason: reason}
}

// begin checks the dates of a facility that is registered and gives the states of its life so far.
func (f *Facility) begin(in Input, today division.Day) ([]State, error) {
	var bad fault.Fields
	if in.Status == "" {
		in.Status = Planned
	}
	fault.OneOf(&bad, "status", in.Status, Statuses()...)
	for name, day := range map[string]division.Day{"since": in.Since, "opened_on": in.OpenedOn, "closed_on": in.ClosedOn} {
		checkDay(&bad, name, day, today)
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	f.Status = in.Status
	switch in.Status {
	case Planned, Building:
		forbid(&bad, "opened_on", in.OpenedOn)
		forbid(&bad, "closed_on", in.ClosedOn)
	case Open:
		forbid(&bad, "closed_on", in.ClosedOn)
		in.OpenedOn = first(in.OpenedOn, in.Since, today)
		in.Since = in.OpenedOn
	case Suspended:
		forbid(&bad, "closed_on", in.ClosedOn)
		in.Since = first(in.Since, today)
		in.OpenedOn = first(in.OpenedOn, in.Since)
	case Closed:
		in.ClosedOn = first(in.ClosedOn, in.Since, today)
		in.Since = in.ClosedOn
	}
	if in.OpenedOn > in.Since && in.Since != "" {
		bad.Add("opened_on", "date_after", "before", in.Since)
	}
	f.OpenedOn, f.ClosedOn = optional(in.OpenedOn), optional(in.ClosedOn)
	return f.life(in.OpenedOn, first(in.Since, today)), bad.Err()
}

// life is open from opened until the present status began, then that status.
func (f *Facility) life(opened, since division.Day) []State {
	now := f.state(since, f.Status, "")
	if opened == "" || opened == since {
		return []State{now}
	}
	before := f.state(opened, Open, "")
	before.ToDay = &since
	return []State{before, now}
}

func first(days ...division.Day) division.Day {
	for _, d := range days {
		if d != "" {
			return d
		}
	}
	return ""
}

func forbid(bad *fault.Fields, name string, day division.Day) {
	if day != "" {
		bad.Add(name, "not_with_status")
	}
}

// checkDay: no facility of this kind is older than the People's Republic, and no status begins in the future.
func checkDay(bad *fault.Fields, name string, day, today division.Day) {
	if day == "" {
		return
	}
	if _, err := division.ParseDay(string(day)); err != nil {
		bad.Add(name, "invalid_date")
	} else if day > today {
		bad.Add(name, "future")
	} else if day < "1949-10-01" {
		bad.Add(name, "date_order", "after", "1949-10-01")
	}
}

// Move carries out a command, if nobody changed the facility since version.
func (s *Service) Move(ctx context.Context, id uuid.UUID, version int, c Command, in CommandInput) (*Facility, error) {
	m, ok := moves[c]
	if !ok {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	reason, day, err := s.checkMove(m, in)
	if err != nil {
		return nil, err
	}
	var f *Facility
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		if f, err = s.lock(ctx, tx, id, authz.FacilityOperate); err != nil {
			return err
		}
		if err := checkVersion(version, f.Version); err != nil {
			return err
		}
		if !slices.Contains(m.From, f.Status) {
			return fault.New(fault.Conflict, "illegal_move", "command", c, "status", f.Status)
		}
		if m.Guard != nil {
			if err := m.Guard(s, tx, f); err != nil {
				return err
			}
		}
		before := *f
		f.Status = m.To
		f.date(day)
		if err := s.enter(ctx, tx, f, day, reason); err != nil {
			return err
		}
		return s.save(tx, "facility."+string(c), &before, f, reason)
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (s *Service) checkMove(m move, in CommandInput) (reason string, day division.Day, err error) {
	var bad fault.Fields
	reason = bad.Text("reason", in.Reason, 500, true)
	if m.Reason && reason == "" {
		bad.Add("reason", "required")
	}
	checkDay(&bad, "effective_on", in.EffectiveOn, s.today())
	return reason, first(in.EffectiveOn, s.today()), bad.Err()
}

// date keeps the dates that follow from the status.
func (f *Facility) date(day division.Day) {
	switch f.Status {
	case Open:
		if f.OpenedOn == nil {
			f.OpenedOn = &day
		}
	case Closed:
		f.ClosedOn = &day
	}
}

// enter makes the facility's present state hold from the day on: a state that began that very day is
// replaced, an earlier one ends. The county is counted anew.
func (s *Service) enter(ctx context.Context, tx *gorm.DB, f *Facility, day division.Day, reason string) error {
	var last State
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&last, "county = ? AND facility_id = ? AND to_day IS NULL", f.County, f.ID).Error
	if err != nil {
		return fmt.Errorf("last state: %w", err)
	}
	next := f.state(day, f.Status, reason)
	mine := tx.Model(&State{}).Where("county = ? AND facility_id = ? AND from_day = ?", f.County, f.ID, last.FromDay)
	switch {
	case day < last.FromDay:
		var bad fault.Fields
		bad.Add("effective_on", "date_order", "after", last.FromDay)
		return bad.Err()
	case day == last.FromDay:
		err = mine.Select("*").Updates(&next).Error
	default:
		if err = mine.Update("to_day", day).Error; err == nil {
			err = tx.Create(&next).Error
		}
	}
	if err != nil {
		return fmt.Errorf("enter state: %w", err)
	}
	return s.Counts.Recount(ctx, tx, f.County, day)
}

// hostOpen: a children's home can be open only while the facility around it is (M76).
func (s *Service) hostOpen(tx *gorm.DB, f *Facility) error {
	if f.HostID == nil {
		return nil
	}
	var status Status
	if err := tx.Raw("SELECT status FROM facilities WHERE id = ? AND county = ? FOR SHARE", *f.HostID, f.County).Scan(&status).Error; err != nil {
		return fmt.Errorf("host: %w", err)
	}
	if status != Open {
		return fault.New(fault.Conflict, "host_not_open")
	}
	return nil
}

// noOpenHomes: the homes inside must be suspended or closed first, so that nobody stands at a shut door.
func (s *Service) noOpenHomes(tx *gorm.DB, f *Facility) error {
	var n int64
	if err := tx.Table("facilities").Where("host_id = ? AND county = ? AND status = 'open'", f.ID, f.County).Count(&n).Error; err != nil {
		return fmt.Errorf("hosted homes: %w", err)
	}
	if n > 0 {
		return fault.New(fault.Conflict, "hosts_open_homes", "count", n)
	}
	return nil
}

// States lists what a facility was, newest first.
func (s *Service) States(ctx context.Context, id uuid.UUID) ([]State, error) {
	f, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	rows := []State{}
	err = s.DB.Read(ctx).Order("from_day DESC").Limit(200).Find(&rows, "county = ? AND facility_id = ?", f.County, id).Error
	if err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	return rows, nil
}
