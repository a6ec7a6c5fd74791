// Package facility keeps the inventory of places of community service and what is in them.
//
// A facility is planned -> building -> open <-> suspended -> closed; planned and building may also be
// cancelled, which closes them. Each move is a command; moves are one table in state.go.
package facility

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// Kind is the type of a facility (R167) with its level, or a children's home inside another (M76).
type Kind string

// The kinds of facility.
const (
	GuidanceCentre Kind = "guidance_centre" // district or city
	ServiceCentre  Kind = "service_centre"  // street or township
	ServiceStation Kind = "service_station" // community
	ChildrensHome  Kind = "childrens_home"  // hosted inside another facility
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{GuidanceCentre, ServiceCentre, ServiceStation, ChildrensHome} }

// Status is where a facility is in its life.
type Status string

// The statuses of a facility.
const (
	Planned   Status = "planned"
	Building  Status = "building"
	Open      Status = "open"
	Suspended Status = "suspended"
	Closed    Status = "closed"
)

// Statuses lists every status in the order of a facility's life.
func Statuses() []Status { return []Status{Planned, Building, Open, Suspended, Closed} }

// Accessibilities are what makes a facility accessible.
var Accessibilities = []string{"ramp", "lift", "accessible_toilet", "tactile_paving", "nursing_room", "wheelchair", "sign_language", "accessible_parking"}

// Facility is a place of community service. Coordinates are WGS84; areas are in square metres.
type Facility struct {
	ID               uuid.UUID      `json:"id" validate:"required" format:"uuid"`
	County           string         `json:"-"`
	Division         division.Code  `json:"division" validate:"required"`
	DivisionName     string         `json:"division_name,omitempty" gorm:"->"`
	Code             *string        `json:"code,omitempty"` // the operator's own number, unique in a county
	Kind             Kind           `json:"kind" validate:"required"`
	HostID           *uuid.UUID     `json:"host_id,omitempty" format:"uuid"` // where a children's home is
	Name             string         `json:"name" validate:"required"`
	Pinyin           string         `json:"-"`
	Initials         string         `json:"-"`
	Grams            pq.StringArray `json:"-" gorm:"type:text[]"`
	Address          string         `json:"address,omitempty"`
	Latitude         *float64       `json:"latitude,omitempty"`
	Longitude        *float64       `json:"longitude,omitempty"`
	DatumGiven       *Datum         `json:"datum_given,omitempty"` // the datum in which the coordinates came
	FloorAreaM2      *float64       `json:"floor_area_m2,omitempty" gorm:"column:floor_area_m2"`
	ActivityAreaM2   *float64       `json:"activity_area_m2,omitempty" gorm:"column:activity_area_m2"` // of it, for residents' activities (R165)
	OperatorID       *uuid.UUID     `json:"operator_id,omitempty" format:"uuid"`
	OperatorName     string         `json:"operator_name,omitempty" gorm:"->"`
	ContactName      *string        `json:"contact_name,omitempty"`
	ContactPhoneMask *string        `json:"contact_phone,omitempty"` // masked; /contact gives it in clear and records who read it
	ContactCipher    []byte         `json:"-" gorm:"column:contact_phone_cipher"`
	Accessibility    pq.StringArray `json:"accessibility" validate:"required" gorm:"type:text[]" swaggertype:"array,string"`
	Status           Status         `json:"status" validate:"required"`
	OpenedOn         *division.Day  `json:"opened_on,omitempty" format:"date"`
	ClosedOn         *division.Day  `json:"closed_on,omitempty" format:"date"`
	Notes            string         `json:"notes,omitempty"`
	Demo             bool           `json:"demo,omitempty"`
	DistanceM        *float64       `json:"distance_m,omitempty" gorm:"->"` // from the point asked for
	Version          int            `json:"version" validate:"required"`
	CreatedAt        time.Time      `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt        time.Time      `json:"updated_at" validate:"required" format:"date-time"`

	hostName string // number or name of the facility around it, for exports
}

// Recounter keeps the counters of a county in step, in the transaction of the write.
type Recounter interface {
	Recount(ctx context.Context, tx *gorm.DB, county string, from division.Day) error
	RecountMany(ctx context.Context, tx *gorm.DB, counties []string) error
}

// Mover takes what lies in facilities along when they move to another division of their county, in the
// transaction of the move.
type Mover func(ctx context.Context, tx *gorm.DB, county string, facilities []uuid.UUID) error

// Service keeps facilities and what belongs to them.
type Service struct {
	DB       *db.DB
	Secret   *secret.Box
	Now      func() time.Time
	Counts   Recounter
	Calendar *calendar.Service // knows holidays and terms
	Moved    []Mover           // of the domains that keep the division of a facility
}

func (s *Service) today() division.Day { return division.DayOf(s.Now()) }

// columns are what a reader sees of a facility: never the encrypted phone number.
const columns = `facilities.id, facilities.county, facilities.division, coalesce(d.name, '') AS division_name, facilities.code, facilities.kind, facilities.host_id,
 facilities.name, facilities.address, facilities.latitude, facilities.longitude, facilities.datum_given, facilities.floor_area_m2::float8, facilities.activity_area_m2::float8,
 facilities.operator_id, coalesce(o.name, '') AS operator_name, facilities.contact_name, facilities.contact_phone_mask, facilities.accessibility, facilities.status,
 facilities.opened_on, facilities.closed_on, facilities.notes, facilities.demo, facilities.version, facilities.created_at, facilities.updated_at`

// scan are the places of the columns, each as the driver reads it without detours.
func (f *Facility) scan() []any {
	return []any{(*[16]byte)(&f.ID), &f.County, (*string)(&f.Division), &f.DivisionName, &f.Code, (*string)(&f.Kind), &f.HostID,
		&f.Name, &f.Address, &f.Latitude, &f.Longitude, &f.DatumGiven, &f.FloorAreaM2, &f.ActivityAreaM2,
		&f.OperatorID, &f.OperatorName, &f.ContactName, &f.ContactPhoneMask, (*[]string)(&f.Accessibility), (*string)(&f.Status),
		&f.OpenedOn, &f.ClosedOn, &f.Notes, &f.Demo, &f.Version, &f.CreatedAt, &f.UpdatedAt}
}

const joins = `LEFT JOIN divisions d ON d.code = facilities.division LEFT JOIN organisations o ON o.id = facilities.operator_id`

// readable is a query on the facilities that the actor may read.
func (s *Service) readable(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Table("facilities").Joins(joins).
		Scopes(authz.Within(ctx, authz.FacilityRead, "facilities.division", "facilities.operator_id"))
}

// Get finds one facility.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (*Facility, error) {
	rows, err := db.Collect(ctx, s.DB, s.readable(ctx).Select(columns).Where("facilities.id = ?", id).Limit(1), (*Facility).scan)
	if err != nil {
		return nil, fmt.Errorf("get facility: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// lock reads a facility for change by an actor who holds the permission for it.
func (s *Service) lock(ctx context.Context, tx *gorm.DB, id uuid.UUID, p authz.Permission) (*Facility, error) {
	var f Facility
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Omit("DivisionName", "OperatorName", "DistanceM").Take(&f, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("lock facility: %w", err)
	}
	return &f, authz.Check(ctx, p, f.Division, f.OperatorID)
}

func checkVersion(given, current int) error {
	if given != current {
		return fault.New(fault.Stale, "stale_version", "current", current)
	}
	return nil
}
