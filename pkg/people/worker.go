package people

import (
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// WorkerKind says in what capacity somebody works with children.
type WorkerKind string

// The kinds of workers.
const (
	Staff        WorkerKind = "staff"
	Volunteer    WorkerKind = "volunteer"
	Professional WorkerKind = "professional"
)

// Worker leads sessions or helps in them.
type Worker struct {
	ID             uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County         string        `json:"-"`
	Division       division.Code `json:"division" validate:"required"`
	Kind           WorkerKind    `json:"kind" validate:"required"`
	Name           string        `json:"name" validate:"required"`
	UserID         *uuid.UUID    `json:"user_id,omitempty" format:"uuid"` // the account they sign in with
	OrganisationID *uuid.UUID    `json:"organisation_id,omitempty" format:"uuid"`
	PhoneCipher    []byte        `json:"-"`
	PhoneMask      *string       `json:"phone,omitempty"` // masked
	IdentityCipher []byte        `json:"-"`
	IdentityMask   *string       `json:"identity_number,omitempty"` // masked
	IdentityBlind  []byte        `json:"-"`
	CheckValidTo   *division.Day `json:"check_valid_to,omitempty" format:"date"` // R120: last day the newest record check holds; absent when there is no clear one
	Retired        bool          `json:"retired" validate:"required"`
	Demo           bool          `json:"demo,omitempty"`
	Version        int           `json:"version" validate:"required"`
	CreatedAt      time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt      time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}
