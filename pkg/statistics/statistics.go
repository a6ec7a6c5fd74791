// Package statistics counts facilities and coverage, and holds the published figures it did not count itself.
//
// Every county has one row of counters for today and one for every earlier stretch of days. They are counted
// anew from facility_states and divisions in the transaction of each write, and summed on read, so that a
// national figure costs a scan of three thousand narrow rows however many facilities there are.
package statistics

import (
	"time"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Service answers statistics.
type Service struct {
	DB  *db.DB
	Now func() time.Time
}

// Scope says what a counted figure holds for: every statistic carries it.
type Scope struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	Name     string        `json:"name" validate:"required" example:"西湖区"`
	AsOf     string        `json:"as_of" validate:"required" format:"date"`
	Counted  bool          `json:"counted" validate:"required"` // always true: counted by the platform, never published elsewhere
	Source   string        `json:"source" validate:"required" example:"facility_register"`
}

// Ratio is a quotient with what it was made of. Without a denominator it is not defined, which is not zero:
// it then has a reason in place of a value.
type Ratio struct {
	Numerator   float64  `json:"numerator" validate:"required"`
	Denominator float64  `json:"denominator" validate:"required"`
	Value       *float64 `json:"value,omitempty"`
	Reason      string   `json:"reason,omitempty" enums:"no_denominator"`
}

// NewRatio divides, or says that it cannot.
func NewRatio(numerator, denominator float64) Ratio {
	r := Ratio{Numerator: numerator, Denominator: denominator}
	if denominator == 0 {
		r.Reason = "no_denominator"
		return r
	}
	r.Value = quotient(numerator, denominator)
	return r
}

// quotient is nil where it is not defined.
func quotient(numerator, denominator float64) *float64 {
	if denominator == 0 {
		return nil
	}
	v := numerator / denominator
	return &v
}

// day is the day a question is about: today unless it names one.
func (s *Service) day(asOf division.Day) string {
	if asOf == "" {
		asOf = division.DayOf(s.Now())
	}
	return string(asOf)
}

func scope(d division.Code, name, asOf string) Scope {
	return Scope{Division: d, Name: name, AsOf: asOf, Counted: true, Source: "facility_register"}
}
