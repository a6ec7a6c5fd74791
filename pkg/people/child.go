package people

import (
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// Sex is that of the civil register.
type Sex string

// The sexes.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Child is a minor (R100) whom a community serves. It may have no identity number (R85).
type Child struct {
	ID             uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County         string        `json:"-"`
	Division       division.Code `json:"division" validate:"required"`
	HouseholdID    *uuid.UUID    `json:"household_id,omitempty" format:"uuid"`
	Name           string        `json:"name" validate:"required"`
	Sex            Sex           `json:"sex" validate:"required"`
	BirthDate      division.Day  `json:"birth_date" validate:"required" format:"date"`
	IdentityCipher []byte        `json:"-"`
	IdentityMask   *string       `json:"identity_number,omitempty"` // masked
	IdentityBlind  []byte        `json:"-"`
	IdentityAbsent *string       `json:"identity_absent,omitempty" enums:"not_registered,not_known,not_given"`
	School         string        `json:"school,omitempty"`
	Grade          string        `json:"grade,omitempty"`
	NeedsCipher    []byte        `json:"-"`
	MergedInto     *uuid.UUID    `json:"merged_into,omitempty" format:"uuid"` // the record that went on when this one was a duplicate
	LeftOn         *division.Day `json:"left_on,omitempty" format:"date"`
	Demo           bool          `json:"demo,omitempty"`
	Version        int           `json:"version" validate:"required"`
	CreatedAt      time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt      time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// childHidden are the fields of a child that its history does not tell.
var childHidden = []string{"name", "birth_date", "identity_number", "school", "grade"}
