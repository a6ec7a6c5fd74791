package program

import (
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
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
	FacilityID       uuid.UUID     `json:"facility_id" validate:"required" format:"uuid"`
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
