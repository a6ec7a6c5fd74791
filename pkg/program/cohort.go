package program

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Phase is where a cohort is in its life.
type Phase string

// The phases of a cohort.
const (
	PhaseDraft    Phase = "draft"
	PhaseOpen     Phase = "open" // takes enrolments
	PhaseRunning  Phase = "running"
	PhaseFinished Phase = "finished"
	PhaseArchived Phase = "archived"
)

// Phases lists every phase in order.
func Phases() []Phase {
	return []Phase{PhaseDraft, PhaseOpen, PhaseRunning, PhaseFinished, PhaseArchived}
}

// Allocation is how a cohort gives its places.
type Allocation string

// The ways of giving places.
const (
	FirstCome Allocation = "first_come"
	Priority  Allocation = "priority" // first come within the same score
	Ranked    Allocation = "ranked"   // by deferred acceptance over the wishes of all children
	Lottery   Allocation = "lottery"  // with a published seed
)

// Cohort is one run of a programme with its places.
type Cohort struct {
	ID               uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County           string        `json:"-"`
	Division         division.Code `json:"division" validate:"required"`
	ProgrammeID      uuid.UUID     `json:"programme_id" validate:"required" format:"uuid"`
	ProgrammeName    string        `json:"programme_name,omitempty" gorm:"->"`
	ProgrammeKind    Kind          `json:"programme_kind,omitempty" gorm:"->"`
	FacilityName     string        `json:"facility_name,omitempty" gorm:"->"`
	AgeMin           int           `json:"age_min" validate:"required" gorm:"->"` // years on the first day, as the programme says
	AgeMax           int           `json:"age_max" validate:"required" gorm:"->"`
	FacilityID       uuid.UUID     `json:"facility_id" validate:"required" format:"uuid"`
	OperatorID       *uuid.UUID    `json:"-" gorm:"->"`                      // of the facility
	ProviderID       *uuid.UUID    `json:"-" gorm:"->"`                      // of the programme
	SpaceID          *uuid.UUID    `json:"space_id,omitempty" format:"uuid"` // where its sessions are unless the timetable says otherwise
	Name             string        `json:"name" validate:"required"`
	Phase            Phase         `json:"phase" validate:"required"`
	Allocation       Allocation    `json:"allocation" validate:"required"`
	Places           int           `json:"places" validate:"required"` // 0 means a waiting list only
	Taken            int           `json:"taken" validate:"required"`  // enrolled and offered
	Waiting          int           `json:"waiting" validate:"required"`
	LastNumber       int64         `json:"-"`
	FirstDay         division.Day  `json:"first_day" validate:"required" format:"date"`
	LastDay          division.Day  `json:"last_day" validate:"required" format:"date"`
	OfferHours       int           `json:"offer_hours" validate:"required"`
	AlertMinutes     int           `json:"alert_minutes" validate:"required"` // from the start to the no-show alert, and from the end to the one for not picked up
	ChildrenPerAdult int           `json:"children_per_adult" validate:"required"`
	AbsencesFollowUp int           `json:"absences_follow_up" validate:"required"` // consecutive ones that open a follow-up
	LotterySeed      string        `json:"lottery_seed,omitempty"`
	Version          int           `json:"version" validate:"required"`
	CreatedAt        time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt        time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// MaxDays is how long a cohort lasts at most: a school year, and as far as the calendar is asked at a time.
const MaxDays = calendar.MaxDays

// CohortInput is what a person fills in about a cohort; numbers left out get the usual ones.
type CohortInput struct {
	Name             string       `json:"name" validate:"required" maxLength:"100"`
	SpaceID          *uuid.UUID   `json:"space_id,omitempty" format:"uuid"`
	Allocation       Allocation   `json:"allocation,omitempty"` // first_come when left out
	Places           int          `json:"places" validate:"required" minimum:"0" maximum:"10000"`
	FirstDay         division.Day `json:"first_day" validate:"required" format:"date"`
	LastDay          division.Day `json:"last_day" validate:"required" format:"date"`
	OfferHours       *int         `json:"offer_hours,omitempty" minimum:"1" maximum:"720"`
	AlertMinutes     *int         `json:"alert_minutes,omitempty" minimum:"1" maximum:"240"`
	ChildrenPerAdult *int         `json:"children_per_adult,omitempty" minimum:"1" maximum:"100"`
	AbsencesFollowUp *int         `json:"absences_follow_up,omitempty" minimum:"1" maximum:"100"`
}

func (c *Cohort) apply(in CohortInput) error {
	var bad fault.Fields
	if in.Allocation == "" {
		in.Allocation = FirstCome
	}
	fault.OneOf(&bad, "allocation", in.Allocation, FirstCome, Priority, Ranked, Lottery)
	if c.Phase != PhaseDraft && in.Allocation != c.Allocation {
		bad.Add("allocation", "allocation_in_use")
	}
	c.Name, c.SpaceID, c.Allocation = bad.Text("name", in.Name, 100), in.SpaceID, in.Allocation
	c.setPlaces(&bad, in.Places)
	c.setDays(&bad, in.FirstDay, in.LastDay)
	c.OfferHours = usual(&bad, "offer_hours", in.OfferHours, 48, 720)
	c.AlertMinutes = usual(&bad, "alert_minutes", in.AlertMinutes, 15, 240)
	c.ChildrenPerAdult = usual(&bad, "children_per_adult", in.ChildrenPerAdult, 15, 100)
	c.AbsencesFollowUp = usual(&bad, "absences_follow_up", in.AbsencesFollowUp, 3, 100)
	return bad.Err()
}

// setPlaces: places that are taken or offered cannot be taken away.
func (c *Cohort) setPlaces(bad *fault.Fields, places int) {
	within(bad, "places", places, 0, 10_000)
	if places >= 0 && places < c.Taken {
		bad.Add("places", "places_taken", "taken", c.Taken)
	}
	c.Places = places
}

func (c *Cohort) setDays(bad *fault.Fields, first, last division.Day) {
	if checkDay(bad, "first_day", first) && checkDay(bad, "last_day", last) {
		switch {
		case last < first:
			bad.Add("last_day", "date_order", "after", first)
		case calendar.Between(first, last) >= MaxDays:
			bad.Add("last_day", "cohort_too_long", "max", MaxDays)
		}
	}
	c.FirstDay, c.LastDay = first, last
}

// checkDay holds when the day is one.
func checkDay(bad *fault.Fields, name string, day division.Day) bool {
	if day == "" {
		bad.Add(name, "required")
		return false
	}
	if _, err := division.ParseDay(string(day)); err != nil || day < "1990-01-01" || day > "2199-12-31" {
		bad.Add(name, "invalid_date")
		return false
	}
	return true
}

func usual(bad *fault.Fields, name string, given *int, standard, most int) int {
	if given == nil {
		return standard
	}
	within(bad, name, *given, 1, most)
	return *given
}

// CohortFilter narrows a list of cohorts; what is set must all hold.
type CohortFilter struct {
	Division  division.Code
	Programme *uuid.UUID
	Facility  *uuid.UUID
	Kinds     []string
	Phases    []string
	After     *Place
	Limit     int
}

const cohortColumns = `cohorts.*, p.name AS programme_name, p.kind AS programme_kind, p.age_min, p.age_max, p.provider_id, f.name AS facility_name, f.operator_id`

const cohortJoins = `JOIN programmes p ON p.id = cohorts.programme_id AND p.county = cohorts.county
 JOIN facilities f ON f.id = cohorts.facility_id AND f.county = cohorts.county`

func (s *Service) readableCohorts(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Model(&Cohort{}).Joins(cohortJoins).Select(cohortColumns).
		Scopes(authz.Within(ctx, authz.ProgrammeRead, "cohorts.division", "f.operator_id", "p.provider_id"))
}

// Cohorts lists cohorts in order of division and id.
func (s *Service) Cohorts(ctx context.Context, f CohortFilter) ([]Cohort, error) {
	q := s.readableCohorts(ctx).Scopes(f.scope).Order("cohorts.division, cohorts.id").Limit(f.Limit)
	if f.After != nil {
		q = q.Where("(cohorts.division, cohorts.id) > (?, ?)", f.After.Division, f.After.ID)
	}
	rows := []Cohort{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list cohorts: %w", err)
	}
	return rows, nil
}

func (f CohortFilter) scope(q *gorm.DB) *gorm.DB {
	q = below(q, "cohorts.division", f.Division)
	if f.Programme != nil {
		q = q.Where("cohorts.programme_id = ?", *f.Programme)
	}
	if f.Facility != nil {
		q = q.Where("cohorts.facility_id = ?", *f.Facility)
	}
	if len(f.Kinds) > 0 {
		q = q.Where("p.kind IN ?", f.Kinds)
	}
	if len(f.Phases) > 0 {
		q = q.Where("cohorts.phase IN ?", f.Phases)
	}
	return q
}

// Cohort finds one cohort.
func (s *Service) Cohort(ctx context.Context, id uuid.UUID) (*Cohort, error) {
	var c Cohort
	err := s.readableCohorts(ctx).Take(&c, "cohorts.id = ?", id).Error
	return one(&c, err, "cohort")
}

// LockCohort reads a cohort for change by an actor who holds the permission for it. The facility is held against
// moving, so that what is written with the cohort's division stays right.
func LockCohort(ctx context.Context, tx *gorm.DB, id uuid.UUID, p authz.Permission) (*Cohort, error) {
	var c Cohort
	err := tx.Raw("SELECT "+cohortColumns+" FROM cohorts "+cohortJoins+" WHERE cohorts.id = ? FOR KEY SHARE OF f FOR NO KEY UPDATE OF cohorts", id).Take(&c).Error
	if _, err := one(&c, err, "cohort"); err != nil {
		return nil, err
	}
	return &c, authz.Check(ctx, p, c.Division, c.OperatorID, c.ProviderID)
}

// AddCohort adds a cohort to a programme, as a draft.
func (s *Service) AddCohort(ctx context.Context, programme uuid.UUID, in CohortInput) (*Cohort, error) {
	c := &Cohort{ID: uuid.Must(uuid.NewV7()), Phase: PhaseDraft, Allocation: FirstCome, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := c.apply(in); err != nil {
		return nil, err
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		p, err := s.lock(ctx, tx, programme)
		if err != nil {
			return err
		}
		if p.Status == Archived {
			return fault.New(fault.Conflict, "programme_archived")
		}
		c.join(p)
		if err := c.checkSpace(tx, c.SpaceID, "space_id"); err != nil {
			return err
		}
		if err := tx.Create(c).Error; err != nil {
			return fmt.Errorf("create cohort: %w", err)
		}
		return event.Record(tx, c.change("programme.cohort.add", nil, c, c.Name))
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// join makes the cohort one of the programme.
func (c *Cohort) join(p *Programme) {
	c.ProgrammeID, c.ProgrammeName, c.ProgrammeKind, c.AgeMin, c.AgeMax = p.ID, p.Name, p.Kind, p.AgeMin, p.AgeMax
	c.FacilityID, c.FacilityName, c.County, c.Division = p.FacilityID, p.FacilityName, p.County, p.Division
}

// checkSpace: a room is one of the facility, and in use.
func (c *Cohort) checkSpace(tx *gorm.DB, id *uuid.UUID, field string) error {
	if id == nil {
		return nil
	}
	var retired []bool
	err := tx.Raw("SELECT retired FROM spaces WHERE id = ? AND county = ? AND facility_id = ? FOR SHARE", *id, c.County, c.FacilityID).Scan(&retired).Error
	switch {
	case err != nil:
		return fmt.Errorf("space: %w", err)
	case len(retired) == 0:
		return invalid(field, "space_not_found")
	case retired[0]:
		return invalid(field, "space_retired")
	}
	return nil
}

// UpdateCohort replaces what a person filled in, if nobody did so since version.
func (s *Service) UpdateCohort(ctx context.Context, id uuid.UUID, version int, in CohortInput) (*Cohort, error) {
	return s.editCohort(ctx, id, version, "programme.cohort.update", "", func(_ context.Context, tx *gorm.DB, c *Cohort) error {
		if c.Phase == PhaseFinished || c.Phase == PhaseArchived {
			return fault.New(fault.Conflict, "cohort_over", "phase", c.Phase)
		}
		if err := c.apply(in); err != nil {
			return err
		}
		if err := c.fitsRules(tx); err != nil {
			return err
		}
		return c.checkSpace(tx, in.SpaceID, "space_id")
	})
}

// fitsRules: the days of a cohort cannot shrink below those of its timetable.
func (c *Cohort) fitsRules(tx *gorm.DB) error {
	var days struct{ First, Last *division.Day }
	err := tx.Raw("SELECT min(from_day) AS first, max(to_day) AS last FROM timetable_rules WHERE cohort_id = ? AND county = ?", c.ID, c.County).Scan(&days).Error
	if err != nil {
		return fmt.Errorf("days of the timetable: %w", err)
	}
	var bad fault.Fields
	if days.First != nil && c.FirstDay > *days.First {
		bad.Add("first_day", "timetable_begins", "day", *days.First)
	}
	if days.Last != nil && c.LastDay < *days.Last {
		bad.Add("last_day", "timetable_ends", "day", *days.Last)
	}
	return bad.Err()
}

// editCohort changes one cohort in one transaction with its event.
func (s *Service) editCohort(ctx context.Context, id uuid.UUID, version int, action, note string, change func(context.Context, *gorm.DB, *Cohort) error) (c *Cohort, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		if c, err = LockCohort(ctx, tx, id, authz.ProgrammeWrite); err != nil {
			return err
		}
		if err := checkVersion(version, c.Version); err != nil {
			return err
		}
		before := *c
		if err := change(ctx, tx, c); err != nil {
			return err
		}
		c.Version, c.UpdatedAt = c.Version+1, s.Now()
		if err := tx.Save(c).Error; err != nil {
			return fmt.Errorf("save cohort: %w", err)
		}
		for _, follow := range s.Changed {
			if err := follow(ctx, tx, c); err != nil {
				return err
			}
		}
		if note == "" {
			note = c.Name
		}
		return event.Record(tx, c.change(action, &before, c, note))
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// change is an event of the cohort in the history of its programme.
func (c *Cohort) change(action string, before, after any, note string) event.Change {
	return event.Change{Action: action, Subject: "programme", SubjectID: c.ProgrammeID.String(), Division: c.Division, Before: before, After: after, Note: note}
}
