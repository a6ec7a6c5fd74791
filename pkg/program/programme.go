package program

import (
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// Kind is the form of a service for children (M11, M41 to M64).
type Kind string

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{"four_thirty_class", "mental_health_class", "parent_child_room", "early_childhood_guidance", "family_education",
		"reading_room", "lecture", "interest_group", "holiday_camp"}
}

// FeeRule says what a place costs.
type FeeRule string

// The fee rules. R121: what is offered in a children's home is free.
const (
	Free       FeeRule = "free"
	PerSession FeeRule = "per_session"
	PerCohort  FeeRule = "per_cohort"
)

// Status is where a programme is in its life.
type Status string

// The statuses of a programme.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Archived  Status = "archived"
)

// Programme is a service for children or parents that a facility offers.
type Programme struct {
	ID           uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County       string        `json:"-"`
	Division     division.Code `json:"division" validate:"required"`
	FacilityID   uuid.UUID     `json:"facility_id" validate:"required" format:"uuid"`
	FacilityName string        `json:"facility_name,omitempty" gorm:"->"`
	ProviderID   *uuid.UUID    `json:"provider_id,omitempty" format:"uuid"` // who delivers it, when that is not the operator of the facility
	Kind         Kind          `json:"kind" validate:"required"`
	Name         string        `json:"name" validate:"required"`
	Description  string        `json:"description,omitempty"`
	AgeMin       int           `json:"age_min" validate:"required"` // years on the first day of a cohort
	AgeMax       int           `json:"age_max" validate:"required"`
	FeeRule      FeeRule       `json:"fee_rule" validate:"required"`
	FeeFen       int64         `json:"fee_fen" validate:"required"`
	Status       Status        `json:"status" validate:"required"`
	Demo         bool          `json:"demo,omitempty"`
	Version      int           `json:"version" validate:"required"`
	CreatedAt    time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt    time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}
