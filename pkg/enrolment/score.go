package enrolment

import (
	_ "embed"
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// Scoring is one version of the table that gives points for priority (M13).
type Scoring struct {
	Version string         `json:"version" validate:"required" yaml:"version"`
	From    division.Day   `json:"from" validate:"required" format:"date" yaml:"from"` // in force since
	Source  string         `json:"source" validate:"required" yaml:"source"`
	Points  map[string]int `json:"points" validate:"required" yaml:"points"`
}

//go:embed scoring.yaml
var scoringText []byte

// Scorings are all versions, oldest first.
var Scorings = func() (all []Scoring) {
	if err := yaml.Unmarshal(scoringText, &all); err != nil {
		panic(fmt.Errorf("scoring.yaml: %w", err)) // it is part of the program
	}
	return all
}()

// scoringOn is the version in force on a day.
func scoringOn(day division.Day) Scoring {
	in := Scorings[0]
	for _, s := range Scorings {
		if s.From <= day {
			in = s
		}
	}
	return in
}

// score gives a request its points, and says what for.
func (s *Service) score(tx *gorm.DB, c *program.Cohort, child *people.Child, e *Enrolment) error {
	var facts []string
	err := tx.Raw(`SELECT category FROM child_categories WHERE child_id = @child AND county = @county AND from_day <= CAST(@day AS date) AND (to_day IS NULL OR to_day > CAST(@day AS date))
		UNION SELECT 'care_gap' FROM care_gaps WHERE child_id = @child AND county = @county AND from_day <= CAST(@day AS date) AND (to_day IS NULL OR to_day > CAST(@day AS date))
		UNION SELECT 'sibling' FROM enrolments e JOIN children x ON x.id = e.child_id AND x.county = e.county
			WHERE e.cohort_id = @cohort AND e.county = @county AND e.status = 'enrolled' AND x.household_id = @household AND x.id <> @child`,
		map[string]any{"child": child.ID, "county": child.County, "day": s.today(), "cohort": c.ID, "household": child.HouseholdID}).Scan(&facts).Error
	if err != nil {
		return fmt.Errorf("score: %w", err)
	}
	if slices.Contains(facts, "care_gap") && child.AgeOn(s.today()) < 8 { // R111: under 8 never unattended
		facts = append(facts, "care_gap_under_8")
	}
	table := scoringOn(s.today())
	slices.Sort(facts)
	for _, f := range facts {
		if p := table.Points[f]; p != 0 {
			e.Priority += p
			e.because(Scored, "for", f, "points", p, "version", table.Version)
		}
	}
	return nil
}
