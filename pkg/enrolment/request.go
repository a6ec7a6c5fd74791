package enrolment

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// MaxParty is how many siblings ask for places together at most.
const MaxParty = 10

// Request asks for places in a cohort: for one child, or for siblings who are to stay together.
type Request struct {
	ChildIDs []uuid.UUID `json:"child_ids" validate:"required" minItems:"1" maxItems:"10" format:"uuid"`
	Rank     *int        `json:"rank,omitempty" minimum:"1" maximum:"20"` // which wish this is of the child's, 1 first
}

func (r Request) check() error {
	var bad fault.Fields
	switch {
	case len(r.ChildIDs) == 0:
		bad.Add("child_ids", "required")
	case len(r.ChildIDs) > MaxParty:
		bad.Add("child_ids", "too_many", "max", MaxParty)
	}
	if r.Rank != nil && (*r.Rank < 1 || *r.Rank > 20) {
		bad.Add("rank", "out_of_range", "min", 1, "max", 20)
	}
	return bad.Err()
}

// Ask takes a request in: at once a place for each child, or the waiting list for all of them.
func (s *Service) Ask(ctx context.Context, cohort uuid.UUID, in Request) ([]Enrolment, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var rows []Enrolment
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.lockOpen(ctx, tx, cohort)
		if err != nil {
			return err
		}
		rows, err = s.take(ctx, tx, c, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// lockOpen locks a cohort that takes enrolments, with its waiting list brought up to now: a place that is free then
// is free for whoever comes.
func (s *Service) lockOpen(ctx context.Context, tx *gorm.DB, id uuid.UUID) (*program.Cohort, error) {
	c, err := program.LockCohort(ctx, tx, id, authz.EnrolmentWrite)
	if err != nil {
		return nil, err
	}
	if c.Phase != program.PhaseOpen && c.Phase != program.PhaseRunning {
		return nil, fault.New(fault.Conflict, "cohort_takes_nobody", "phase", c.Phase)
	}
	if c.LastDay < s.today() {
		return nil, fault.New(fault.Conflict, "cohort_past", "day", c.LastDay)
	}
	return c, s.settle(tx, c)
}

func (s *Service) take(ctx context.Context, tx *gorm.DB, c *program.Cohort, in Request) ([]Enrolment, error) {
	ids := slices.Clone(in.ChildIDs)
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) // two requests lock children in one order
	ids = slices.Compact(ids)
	var party *uuid.UUID
	if len(ids) > 1 {
		id := uuid.Must(uuid.NewV7())
		party = &id
	}
	rows := make([]Enrolment, len(ids))
	for i, id := range ids {
		child, err := s.admit(ctx, tx, c, id)
		if err != nil {
			return nil, err
		}
		rows[i] = s.begin(c, child, in.Rank, party)
		if c.Allocation == program.Priority || c.Allocation == program.Ranked {
			if err := s.score(tx, c, child, &rows[i]); err != nil {
				return nil, err
			}
		}
	}
	s.place(c, rows)
	return rows, s.insert(tx, c, rows)
}

func (s *Service) begin(c *program.Cohort, child *people.Child, rank *int, party *uuid.UUID) Enrolment {
	c.LastNumber++
	return Enrolment{ID: uuid.Must(uuid.NewV7()), County: c.County, Division: c.Division, CohortID: c.ID, ChildID: child.ID, ChildName: child.Name,
		ChildSex: child.Sex, ChildBirth: child.BirthDate, Number: c.LastNumber, Rank: rank, PartyID: party, Reasons: []Reason{},
		Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
}

// place decides where new requests stand: siblings get places together or wait together.
func (s *Service) place(c *program.Cohort, rows []Enrolment) {
	today := s.today()
	together := c.Phase == program.PhaseOpen && (c.Allocation == program.Ranked || c.Allocation == program.Lottery)
	free := c.Places - c.Taken
	for i := range rows {
		switch e := &rows[i]; {
		case together:
			e.Status = Requested
			e.because(AwaitsRun)
		case free >= len(rows) && c.Waiting == 0:
			e.Status, e.EnrolledOn = Enrolled, &today
			e.because(PlaceFree, "places", c.Places, "taken", c.Taken)
		default:
			e.Status = Waiting
			e.because(NoPlace, "places", c.Places, "taken", c.Taken)
		}
	}
}

func (s *Service) insert(tx *gorm.DB, c *program.Cohort, rows []Enrolment) error {
	changes := make([]event.Change, len(rows))
	for i := range rows {
		c.Taken, c.Waiting = c.Taken+held(rows[i].Status), c.Waiting+queued(rows[i].Status)
		changes[i] = rows[i].change("request", nil, "")
	}
	if err := tx.Omit(borrowed...).Create(&rows).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return fault.New(fault.Conflict, "enrolled_already")
		}
		return fmt.Errorf("create enrolments: %w", err)
	}
	if err := count(tx, c); err != nil {
		return err
	}
	return event.RecordAll(tx, changes)
}

// held is how many places a status holds, queued how many places in the waiting list.
func held(s Status) int {
	if s == Enrolled || s == Offered {
		return 1
	}
	return 0
}

func queued(s Status) int {
	if s == Waiting {
		return 1
	}
	return 0
}

// count writes what the cohort's row says of its places; its check keeps them from being given twice.
func count(tx *gorm.DB, c *program.Cohort) error {
	err := tx.Exec("UPDATE cohorts SET taken = ?, waiting = ?, last_number = ? WHERE id = ? AND county = ?", c.Taken, c.Waiting, c.LastNumber, c.ID, c.County).Error
	if err != nil {
		return fmt.Errorf("count places: %w", err)
	}
	return nil
}

// admit checks that a child may come to a cohort at all.
func (s *Service) admit(ctx context.Context, tx *gorm.DB, c *program.Cohort, id uuid.UUID) (*people.Child, error) {
	child, err := s.People.Lock(ctx, tx, id, authz.PersonRead)
	if err != nil {
		return nil, err
	}
	age := child.AgeOn(max(c.FirstDay, child.BirthDate))
	switch {
	case child.County != c.County:
		return nil, fault.New(fault.Conflict, "child_of_other_county")
	case child.LeftOn != nil:
		return nil, fault.New(fault.Conflict, "child_left", "day", *child.LeftOn)
	case age < c.AgeMin || age > c.AgeMax || c.FirstDay < child.BirthDate:
		return nil, fault.New(fault.Conflict, "age_out_of_range", "age", age, "min", c.AgeMin, "max", c.AgeMax, "day", c.FirstDay)
	}
	if err := people.HasBasis(tx, child, people.ForProgramme, s.today()); err != nil { // R140, R141
		return nil, err
	}
	return child, clash(tx, c, child.ID, s.today())
}

// clash refuses a cohort whose sessions overlap with those of another one that the child has a place in.
func clash(tx *gorm.DB, c *program.Cohort, child uuid.UUID, today division.Day) error {
	var found []struct {
		Name string
		Day  division.Day
	}
	err := tx.Raw(`SELECT o.name, (b.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day
		FROM enrolments e JOIN cohorts o ON o.id = e.cohort_id AND o.county = e.county
		JOIN programme_sessions b ON b.cohort_id = e.cohort_id AND b.county = e.county AND b.status IN ('planned', 'running') AND b.starts_at >= ?::date
		JOIN programme_sessions a ON a.cohort_id = ? AND a.county = e.county AND a.status IN ('planned', 'running') AND a.starts_at < b.ends_at AND a.ends_at > b.starts_at
		WHERE e.child_id = ? AND e.county = ? AND e.status IN ('offered', 'enrolled') AND e.cohort_id <> ? ORDER BY b.starts_at LIMIT 1`,
		today, c.ID, child, c.County, c.ID).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("clashes: %w", err)
	}
	if len(found) > 0 {
		return fault.New(fault.Conflict, "time_clash", "cohort", found[0].Name, "day", found[0].Day)
	}
	return nil
}
