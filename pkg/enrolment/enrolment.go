// Package enrolment gives children the places of cohorts: requests, waiting lists, offers, allocation.
//
// An enrolment is requested -> enrolled | waiting | refused; waiting -> offered -> enrolled | declined | expired;
// each of them may be withdrawn; enrolled ends as completed.
package enrolment

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/people"
)

// Status is where a child stands on the way to a place.
type Status string

// The statuses of an enrolment.
const (
	Requested Status = "requested" // waits for the allocation run of its cohort
	Waiting   Status = "waiting"
	Offered   Status = "offered" // holds a place until the offer expires
	Enrolled  Status = "enrolled"
	Withdrawn Status = "withdrawn"
	Declined  Status = "declined"
	Expired   Status = "expired"
	Refused   Status = "refused"
	Completed Status = "completed"
)

// Enrolment is a child's way to a place in a cohort.
type Enrolment struct {
	ID             uuid.UUID       `json:"id" validate:"required" format:"uuid"`
	County         string          `json:"-"`
	Division       division.Code   `json:"division" validate:"required"`
	CohortID       uuid.UUID       `json:"cohort_id" validate:"required" format:"uuid"`
	ChildID        uuid.UUID       `json:"child_id" validate:"required" format:"uuid"`
	ChildName      string          `json:"child_name" validate:"required"` // as the roll-call needs it, wherever the child lives
	ChildSex       people.Sex      `json:"child_sex" validate:"required"`
	ChildBirth     division.Day    `json:"child_birth" validate:"required" format:"date"`
	Status         Status          `json:"status" validate:"required"`
	Number         int64           `json:"number" validate:"required"`   // order of arrival in the cohort
	Priority       int             `json:"priority" validate:"required"` // points by the scoring table in force
	Rank           *int            `json:"rank,omitempty"`               // the child's wish, 1 first
	PartyID        *uuid.UUID      `json:"party_id,omitempty" format:"uuid"`
	Reasons        json.RawMessage `json:"reasons" validate:"required" swaggertype:"array,object"` // why the place was given or not
	OfferExpiresAt *time.Time      `json:"offer_expires_at,omitempty" format:"date-time"`
	EnrolledOn     *division.Day   `json:"enrolled_on,omitempty" format:"date"`
	EndedOn        *division.Day   `json:"ended_on,omitempty" format:"date"`
	Version        int             `json:"version" validate:"required"`
	CreatedAt      time.Time       `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt      time.Time       `json:"updated_at" validate:"required" format:"date-time"`
}

// Service keeps enrolments.
type Service struct {
	DB  *db.DB
	Now func() time.Time
}
