package calendar

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// TermKind tells school from vacation.
type TermKind string

// The kinds of term.
const (
	InTerm   TermKind = "term"
	Vacation TermKind = "vacation"
)

// Term is a stretch of school days or of vacation, both ends included.
type Term struct {
	Division division.Code `json:"-"`
	FromDay  division.Day  `json:"from" validate:"required" format:"date"`
	ToDay    division.Day  `json:"to" validate:"required" format:"date"`
	Kind     TermKind      `json:"kind" validate:"required" enums:"term,vacation"`
	Name     string        `json:"name" validate:"required" maxLength:"60"`
}

// TableName is where terms are kept.
func (Term) TableName() string { return "calendar_terms" }

// Terms is the school calendar that a division has of its own.
type Terms struct {
	Division division.Code `json:"division" validate:"required"`
	From     division.Code `json:"from,omitempty"` // whose calendar holds here; absent when nobody above has one
	Terms    []Term        `json:"terms" validate:"required"`
	Version  int           `json:"version" validate:"required"` // 0 while the division has none of its own
}

// TermsInput is the whole school calendar of a division.
type TermsInput struct {
	Terms []Term `json:"terms" validate:"required" maxItems:"100"`
}

// Terms gives the school calendar that holds in a division: its own, or that of the nearest one above.
func (s *Service) Terms(ctx context.Context, place division.Code) (*Terms, error) {
	if err := authz.CheckAlong(ctx, authz.DivisionRead, place); err != nil {
		return nil, err
	}
	if err := s.exists(ctx, place); err != nil {
		return nil, err
	}
	set := &Terms{Division: place, Terms: []Term{}}
	var rows []struct {
		Division division.Code
		Version  int
	}
	err := s.DB.Read(ctx).Raw("SELECT division, version FROM calendars WHERE division IN ? ORDER BY division DESC LIMIT 1", append(place.Path(), place)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("school calendar: %w", err)
	}
	if len(rows) == 0 {
		return set, nil
	}
	set.From = rows[0].Division
	if set.From == place {
		set.Version = rows[0].Version
	}
	if err := s.DB.Read(ctx).Order("from_day").Find(&set.Terms, "division = ?", set.From).Error; err != nil {
		return nil, fmt.Errorf("terms: %w", err)
	}
	return set, nil
}

func (s *Service) exists(ctx context.Context, place division.Code) error {
	var n int64
	if err := s.DB.Read(ctx).Table("divisions").Where("code = ?", place).Count(&n).Error; err != nil {
		return fmt.Errorf("division of calendar: %w", err)
	}
	if n == 0 && place != division.Country {
		return fault.New(fault.NotFound, "not_found")
	}
	return nil
}

// SetTerms replaces the school calendar of a division, if nobody did so since version.
func (s *Service) SetTerms(ctx context.Context, place division.Code, version int, in TermsInput) (*Terms, error) {
	if err := authz.Check(ctx, authz.DivisionProfileEdit, place); err != nil {
		return nil, err
	}
	terms, err := checkTerms(place, in.Terms)
	if err != nil {
		return nil, err
	}
	after := &Terms{Division: place, From: place, Terms: terms}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := s.exists(ctx, place); err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO calendars (division, version) VALUES (?, 0) ON CONFLICT DO NOTHING", place).Error; err != nil {
			return fmt.Errorf("make calendar: %w", err)
		}
		current, err := claim(tx, "calendars", "division", place, version)
		if err != nil {
			return err
		}
		after.Version = current + 1
		before := &Terms{Division: place, Terms: []Term{}}
		if err := tx.Order("from_day").Find(&before.Terms, "division = ?", place).Error; err != nil {
			return fmt.Errorf("terms: %w", err)
		}
		if err := tx.Delete(&Term{}, "division = ?", place).Error; err != nil {
			return fmt.Errorf("clear terms: %w", err)
		}
		if len(terms) > 0 {
			if err := tx.Create(terms).Error; err != nil {
				return fmt.Errorf("set terms: %w", err)
			}
		}
		return event.Record(tx, event.Change{Action: "calendar.terms.set", Subject: "division", SubjectID: string(place), Division: place,
			Before: TermsInput{before.Terms}, After: TermsInput{terms}})
	})
	if err != nil {
		return nil, err
	}
	return after, nil
}

// claim locks the row that carries a version and counts it up.
func claim(tx *gorm.DB, table, key string, value any, version int) (current int, err error) {
	err = tx.Raw("SELECT version FROM "+table+" WHERE "+key+" = ? FOR UPDATE", value).Scan(&current).Error
	if err == nil && current != version {
		return 0, fault.New(fault.Stale, "stale_version", "current", current)
	}
	if err == nil {
		err = tx.Exec("UPDATE "+table+" SET version = version + 1, updated_at = now() WHERE "+key+" = ?", value).Error
	}
	if err != nil {
		return 0, fmt.Errorf("claim %s: %w", table, err)
	}
	return current, nil
}

// checkTerms puts the terms in order and names what is wrong with them.
func checkTerms(place division.Code, given []Term) ([]Term, error) {
	var bad fault.Fields
	if len(given) > 100 {
		bad.Add("terms", "too_many", "max", 100)
		return nil, bad.Err()
	}
	terms := slices.Clone(given)
	for i := range terms {
		t, at := &terms[i], fmt.Sprintf("terms.%d.", i)
		t.Division, t.Name = place, bad.Text(at+"name", t.Name, 60)
		fault.OneOf(&bad, at+"kind", t.Kind, InTerm, Vacation)
		from, to := checkDay(&bad, at+"from", t.FromDay), checkDay(&bad, at+"to", t.ToDay)
		if !from || !to {
			continue
		}
		if t.ToDay < t.FromDay {
			bad.Add(at+"to", "date_order", "after", t.FromDay)
			continue
		}
		for _, earlier := range terms[:i] {
			if t.FromDay <= earlier.ToDay && earlier.FromDay <= t.ToDay {
				bad.Add(at+"from", "terms_overlap", "name", earlier.Name)
				break
			}
		}
	}
	slices.SortFunc(terms, func(a, b Term) int { return strings.Compare(string(a.FromDay), string(b.FromDay)) })
	return terms, bad.Err()
}

func checkDay(bad *fault.Fields, name string, d division.Day) bool {
	if d == "" {
		bad.Add(name, "required")
		return false
	}
	if _, err := division.ParseDay(string(d)); err != nil {
		bad.Add(name, "invalid_date")
		return false
	}
	if d < "1950-01-01" || d > "2200-12-31" {
		bad.Add(name, "out_of_range", "min", "1950-01-01", "max", "2200-12-31")
		return false
	}
	return true
}
