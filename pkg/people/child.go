package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
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
	DivisionName   string        `json:"division_name,omitempty" gorm:"->"`
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
	HasNeeds       bool          `json:"has_needs" validate:"required" gorm:"->"` // special needs are on record; reading them is an event
	MergedInto     *uuid.UUID    `json:"merged_into,omitempty" format:"uuid"`     // the record that went on when this one was a duplicate
	LeftOn         *division.Day `json:"left_on,omitempty" format:"date"`
	Demo           bool          `json:"demo,omitempty"`
	Version        int           `json:"version" validate:"required"`
	CreatedAt      time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt      time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// childColumns are what a reader sees of a child: nothing that is encrypted.
const childColumns = `children.id, children.county, children.division, children.household_id, children.name, children.sex, children.birth_date,
 children.identity_mask, children.identity_absent, children.school, children.grade, children.needs_cipher IS NOT NULL AS has_needs,
 coalesce((SELECT d.name FROM divisions d WHERE d.code = children.division), '') AS division_name, children.merged_into, children.left_on, children.demo, children.version, children.created_at, children.updated_at`

func (s *Service) readable(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Table("children").Select(childColumns).Scopes(authz.Within(ctx, authz.PersonRead, "children.division"))
}

// Child finds one child.
func (s *Service) Child(ctx context.Context, id uuid.UUID) (*Child, error) {
	var rows []Child
	if err := s.readable(ctx).Where("children.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("get child: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// Lock reads a child for change by an actor who holds the permission for it. One that was merged is answered by
// "child_merged" with the record that went on.
func (s *Service) Lock(ctx context.Context, tx *gorm.DB, id uuid.UUID, p authz.Permission) (*Child, error) {
	var c Child
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Omit("HasNeeds", "DivisionName").Take(&c, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("lock child: %w", err)
	}
	c.HasNeeds = len(c.NeedsCipher) > 0
	if err := authz.Check(ctx, p, c.Division); err != nil {
		return nil, err
	}
	if c.MergedInto != nil {
		return nil, fault.New(fault.Conflict, "child_merged", "into", *c.MergedInto)
	}
	return &c, nil
}

// AgeOn is the age in whole years on a day (R100).
func (c *Child) AgeOn(day division.Day) int { return yearsBetween(c.BirthDate, day) }

// yearsBetween counts birthdays: who is born on 29 February has them on 1 March of other years.
func yearsBetween(birth, day division.Day) int {
	if len(birth) != 10 || len(day) != 10 || day < birth {
		return -1
	}
	years := year(day) - year(birth)
	if day[5:] < birth[5:] {
		years--
	}
	return years
}

func year(d division.Day) int {
	return int(d[0]-'0')*1000 + int(d[1]-'0')*100 + int(d[2]-'0')*10 + int(d[3]-'0')
}

// hidden are the fields of people that no history tells: that they changed is on record.
var hidden = []string{"name", "birth_date", "identity_number", "identity_absent", "school", "grade", "phone", "barred_why", "note", "guardian_name"}

func childChange(action string, c *Child, before, after any) event.Change {
	return event.Change{Action: action, Subject: "child", SubjectID: c.ID.String(), Division: c.Division, Before: before, After: after, Hidden: hidden}
}

func checkVersion(given, current int) error {
	if given != current {
		return fault.New(fault.Stale, "stale_version", "current", current)
	}
	return nil
}
