// Package register is the register of divisions: the administrative tree with names and search, the changes
// that were made to it, and figures about its communities.
//
// A division is never deleted. A change retires codes and records what became of them, so that an old code
// still resolves: valid -> retired (merge, split, retire, import), and a retired code never comes back.
package register

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Service keeps the register.
type Service struct {
	DB  *db.DB
	Now func() time.Time
	// Changed is called inside the transaction of every change, so that what refers to divisions can follow.
	Changed []Follower
	// Counted is called inside the transaction that changes figures of a county from a day on; nil for nobody.
	Counted func(ctx context.Context, tx *gorm.DB, county string, from division.Day) error
}

// Follower makes its own records follow a change of the tree, in the transaction of the change.
type Follower func(ctx context.Context, tx *gorm.DB, c Change) error

// Division is one unit of the administrative tree.
type Division struct {
	Code          division.Code  `json:"code" validate:"required" swaggertype:"string" example:"330106110000"`
	Parent        division.Code  `json:"parent" validate:"required" swaggertype:"string" example:"330106000000"`
	Level         division.Level `json:"level" validate:"required" swaggertype:"integer" minimum:"0" maximum:"5"`
	Name          string         `json:"name" validate:"required" example:"转塘街道"`
	CommitteeType CommitteeType  `json:"committee_type,omitempty" swaggertype:"string" enums:"residents,villagers,residents_like,villagers_like,virtual"`
	Pinyin        string         `json:"pinyin" validate:"required" example:"zhuantangjiedao"`
	Initials      string         `json:"initials" validate:"required" example:"ztjd"`
	ValidFrom     division.Day   `json:"valid_from" validate:"required" swaggertype:"string" format:"date"` // 0001-01-01 when unknown
	ValidTo       division.Day   `json:"valid_to,omitempty" swaggertype:"string" format:"date"`             // the first day on which it was no more
	Version       int            `json:"version" validate:"required"`
}

// Crumb is one step of the way down to a division.
type Crumb struct {
	Code  division.Code  `json:"code" validate:"required" swaggertype:"string" example:"330000000000"`
	Name  string         `json:"name" validate:"required" example:"浙江省"`
	Level division.Level `json:"level" validate:"required" swaggertype:"integer"`
}

const columns = "code, parent, level, name, committee_type, pinyin, initials, valid_from, valid_to, version"

// describe fills in everything that follows from code and name.
func describe(code division.Code, name string, from division.Day) Division {
	full, initials := pinyin.Of(name)
	return Division{
		Code: code, Parent: code.Parent(), Level: code.Level(), Name: name, CommitteeType: CommitteeOf(code, name),
		Pinyin: full, Initials: initials, ValidFrom: from, Version: 1,
	}
}

// ValidOn reports whether the division existed on that day.
func (d *Division) ValidOn(day division.Day) bool {
	return d.ValidFrom <= day && (d.ValidTo == "" || d.ValidTo > day)
}

func (s *Service) today() division.Day { return division.DayOf(s.Now()) }

// find reads one division; "division_not_found" when there is none.
func find(tx *gorm.DB, code division.Code) (*Division, error) {
	rows := []Division{}
	if err := tx.Table("divisions").Select(columns).Where("code = ?", code).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find division: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "division_not_found", "code", code)
	}
	return &rows[0], nil
}

// lock is find for a division that is about to change; "division_retired" when it is no longer valid.
func lock(tx *gorm.DB, code division.Code) (*Division, error) {
	d, err := find(tx.Clauses(clause.Locking{Strength: "UPDATE"}), code)
	if err != nil {
		return nil, err
	}
	if d.ValidTo != "" {
		return nil, fault.New(fault.Conflict, "division_retired", "code", code, "day", d.ValidTo)
	}
	return d, nil
}
