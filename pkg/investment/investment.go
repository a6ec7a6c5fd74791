// Package investment holds the investment programme (M8): projects, the money in them by source and year, and
// what they built.
//
// A project is planned -> approved -> building -> delivered; before delivery it may be cancelled.
package investment

import (
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Service manages investment projects.
type Service struct {
	DB  *db.DB
	Now func() time.Time
}

// Status is where a project stands.
type Status string

// The statuses of a project.
const (
	Planned   Status = "planned"
	Approved  Status = "approved"
	Building  Status = "building"
	Delivered Status = "delivered"
	Cancelled Status = "cancelled"
)

// Source is where money comes from.
type Source string

// The sources of money.
const (
	Central Source = "central"
	Local   Source = "local"
	Other   Source = "other"
)

// Project is one investment in places of community service.
type Project struct {
	ID              uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County          string        `json:"-"`
	Division        division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	Name            string        `json:"name" validate:"required" maxLength:"200"`
	Status          Status        `json:"status" validate:"required"`
	PlannedAreaM2   *float64      `json:"planned_area_m2,omitempty" gorm:"column:planned_area_m2"`
	DeliveredAreaM2 *float64      `json:"delivered_area_m2,omitempty" gorm:"column:delivered_area_m2"`
	PlannedOn       division.Day  `json:"planned_on" validate:"required" swaggertype:"string" format:"date"`
	StartedOn       *division.Day `json:"started_on,omitempty" swaggertype:"string" format:"date"`
	DeliveredOn     *division.Day `json:"delivered_on,omitempty" swaggertype:"string" format:"date"`
	CancelledOn     *division.Day `json:"cancelled_on,omitempty" swaggertype:"string" format:"date"`
	FacilityID      *uuid.UUID    `json:"facility_id,omitempty" format:"uuid"` // what the project built
	Notes           string        `json:"notes,omitempty" maxLength:"4000"`
	Demo            bool          `json:"demo,omitempty"`
	Funding         []FundingLine `json:"funding" validate:"required" gorm:"-"`
	Version         int           `json:"version" validate:"required"`
	CreatedAt       time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt       time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// TableName is the table of projects.
func (Project) TableName() string { return "investment_projects" }

// FundingLine is one amount of money by source and year.
type FundingLine struct {
	ID        uuid.UUID `json:"-"`
	County    string    `json:"-"`
	ProjectID uuid.UUID `json:"-"`
	Source    Source    `json:"source" validate:"required"`
	Year      int       `json:"year" validate:"required" minimum:"1949" maximum:"2199"`
	AmountFen int64     `json:"amount_fen" validate:"required" minimum:"1" maximum:"9007199254740991"`
	Document  string    `json:"document,omitempty" maxLength:"200"` // the decision that grants it
}

// TableName is the table of funding lines.
func (FundingLine) TableName() string { return "funding_lines" }

// ProjectInput is what a person fills in.
type ProjectInput struct {
	Division        division.Code `json:"division" validate:"required" swaggertype:"string" maxLength:"12"`
	Name            string        `json:"name" validate:"required" maxLength:"200"`
	PlannedAreaM2   *float64      `json:"planned_area_m2,omitempty" minimum:"0.01" maximum:"9999999999"`
	DeliveredAreaM2 *float64      `json:"delivered_area_m2,omitempty" minimum:"0.01" maximum:"9999999999"` // once delivered
	PlannedOn       division.Day  `json:"planned_on" validate:"required" swaggertype:"string" maxLength:"10"`
	FacilityID      *uuid.UUID    `json:"facility_id,omitempty" format:"uuid"`
	Notes           string        `json:"notes,omitempty" maxLength:"4000"`
	Funding         []FundingLine `json:"funding,omitempty" maxItems:"200"`
	Demo            bool          `json:"-"`
}

// Amounts above this are not exact in JavaScript.
const maxFen = 1<<53 - 1

const maxArea = 9_999_999_999

func (p *Project) apply(in ProjectInput) error {
	var f fault.Fields
	p.Name = f.Text("name", in.Name, 200)
	p.Notes = f.Text("notes", in.Notes, 4000, true)
	if _, err := division.Parse(string(in.Division)); err != nil {
		f.Add("division", "division_code")
	} else if p.County != "" && p.County != in.Division.County() {
		f.Add("division", "other_county") // rows are distributed by county, which never changes
	}
	checkDay(&f, "planned_on", in.PlannedOn, "", "")
	if p.StartedOn != nil && in.PlannedOn > *p.StartedOn {
		f.Add("planned_on", "date_after", "before", *p.StartedOn)
	}
	if p.CancelledOn != nil && in.PlannedOn > *p.CancelledOn {
		f.Add("planned_on", "date_after", "before", *p.CancelledOn)
	}
	p.Division, p.PlannedOn, p.FacilityID = in.Division, in.PlannedOn, in.FacilityID
	p.PlannedAreaM2 = checkArea(&f, "planned_area_m2", in.PlannedAreaM2)
	if p.Status != Delivered && in.DeliveredAreaM2 != nil {
		f.Add("delivered_area_m2", "not_delivered")
	}
	p.DeliveredAreaM2 = checkArea(&f, "delivered_area_m2", in.DeliveredAreaM2)
	p.Funding = checkFunding(&f, in.Funding)
	return f.Err()
}
