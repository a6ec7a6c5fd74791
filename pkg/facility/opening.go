package facility

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Layer is the circumstance a rule is for. The first layer with a rule for a day decides that day:
// exception, then holiday, then vacation or term, then regular.
type Layer string

// The layers.
const (
	Regular   Layer = "regular"
	InTerm    Layer = "term"
	Vacation  Layer = "vacation"
	OnHoliday Layer = "holiday"
	Exception Layer = "exception"
)

// Layers lists every layer, the weakest first.
func Layers() []Layer { return []Layer{Regular, InTerm, Vacation, OnHoliday, Exception} }

// Clock is a time of day in China, "16:30". Times compare as strings do; a day ends at "24:00".
type Clock string

var clockPattern = regexp.MustCompile(`^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`)

// MaxRules is how many opening rules a facility has at most.
const MaxRules = 100

// Rule says when a facility is open in one circumstance, or that it is closed then. Rules of one layer
// unite: what one of them opens is open.
type Rule struct {
	Layer    Layer         `json:"layer" validate:"required"`
	Weekdays pq.Int32Array `json:"weekdays,omitempty" gorm:"type:integer[]" swaggertype:"array,integer"` // 1 Monday to 7 Sunday; every day when left out
	FromDay  *division.Day `json:"from,omitempty" format:"date"`                                         // both ends included
	ToDay    *division.Day `json:"to,omitempty" format:"date"`
	Closed   bool          `json:"closed,omitempty"`
	Opens    Clock         `json:"opens,omitempty" example:"16:30"`
	Closes   Clock         `json:"closes,omitempty" example:"18:30"`
	Note     string        `json:"note,omitempty" maxLength:"200"`
}

// ruleRow is a rule as it is kept.
type ruleRow struct {
	ID         uuid.UUID
	County     string
	FacilityID uuid.UUID
	Place      int
	Rule
}

// TableName is where rules are kept.
func (ruleRow) TableName() string { return "opening_rules" }

// Opening is all the opening rules of a facility.
type Opening struct {
	Rules   []Rule `json:"rules" validate:"required"`
	Version int    `json:"version" validate:"required"`
}

// OpeningInput is the whole set of opening rules.
type OpeningInput struct {
	Rules []Rule `json:"rules" validate:"required" maxItems:"100"`
}

// OpeningRules gives the opening rules of a facility.
func (s *Service) OpeningRules(ctx context.Context, facility uuid.UUID) (*Opening, error) {
	f, err := s.Get(ctx, facility)
	if err != nil {
		return nil, err
	}
	return s.opening(s.DB.Read(ctx), f)
}

func (s *Service) opening(tx *gorm.DB, f *Facility) (*Opening, error) {
	o := &Opening{Rules: []Rule{}}
	err := tx.Raw("SELECT opening_version FROM facilities WHERE id = ? AND county = ?", f.ID, f.County).Scan(&o.Version).Error
	if err == nil {
		err = tx.Table("opening_rules").Where("facility_id = ? AND county = ?", f.ID, f.County).Order("place").Find(&o.Rules).Error
	}
	if err != nil {
		return nil, fmt.Errorf("opening rules: %w", err)
	}
	return o, nil
}

// SetOpeningRules replaces the opening rules of a facility, if nobody did so since version.
func (s *Service) SetOpeningRules(ctx context.Context, facility uuid.UUID, version int, in OpeningInput) (*Opening, error) {
	rules, err := checkRules(in.Rules)
	if err != nil {
		return nil, err
	}
	var after *Opening
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		f, err := s.opened(ctx, tx, facility)
		if err != nil {
			return err
		}
		before, err := s.opening(tx, f)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return err
		}
		if err := replaceRules(tx, f, rules); err != nil {
			return err
		}
		after = &Opening{Rules: rules, Version: version + 1}
		return event.Record(tx, partChange(f, "opening.set", before, after, ""))
	})
	if err != nil {
		return nil, err
	}
	return after, nil
}

// opened locks the facility so that its rules change one after the other.
func (s *Service) opened(ctx context.Context, tx *gorm.DB, id uuid.UUID) (*Facility, error) {
	var f Facility
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Select("id", "county", "division", "operator_id").Take(&f, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("lock opening: %w", err)
	}
	return &f, authz.Check(ctx, authz.FacilityWrite, f.Division, f.OperatorID)
}

func replaceRules(tx *gorm.DB, f *Facility, rules []Rule) error {
	err := tx.Exec("DELETE FROM opening_rules WHERE facility_id = ? AND county = ?", f.ID, f.County).Error
	if err == nil && len(rules) > 0 {
		rows := make([]ruleRow, len(rules))
		for i, r := range rules {
			rows[i] = ruleRow{ID: uuid.Must(uuid.NewV7()), County: f.County, FacilityID: f.ID, Place: i, Rule: r}
		}
		err = tx.Create(rows).Error
	}
	if err == nil {
		err = tx.Exec("UPDATE facilities SET opening_version = opening_version + 1 WHERE id = ? AND county = ?", f.ID, f.County).Error
	}
	if err != nil {
		return fmt.Errorf("set opening rules: %w", err)
	}
	return nil
}

func checkRules(given []Rule) ([]Rule, error) {
	var bad fault.Fields
	if len(given) > MaxRules {
		bad.Add("rules", "too_many", "max", MaxRules)
		return nil, bad.Err()
	}
	rules := slices.Clone(given)
	for i := range rules {
		rules[i].check(&bad, fmt.Sprintf("rules.%d.", i))
	}
	return rules, bad.Err()
}

func (r *Rule) check(bad *fault.Fields, at string) {
	fault.OneOf(bad, at+"layer", r.Layer, Layers()...)
	r.Note = bad.Text(at+"note", r.Note, 200, true)
	r.checkDays(bad, at)
	if r.Closed {
		if r.Opens != "" || r.Closes != "" {
			bad.Add(at+"opens", "no_times_when_closed")
		}
		return
	}
	opens := checkClock(bad, at+"opens", r.Opens)
	if checkClock(bad, at+"closes", r.Closes) && opens && r.Closes <= r.Opens {
		bad.Add(at+"closes", "closes_before_opens")
	}
}

func checkClock(bad *fault.Fields, name string, c Clock) bool {
	switch {
	case c == "":
		bad.Add(name, "required")
	case !clockPattern.MatchString(string(c)):
		bad.Add(name, "invalid_time")
	default:
		return true
	}
	return false
}

func (r *Rule) checkDays(bad *fault.Fields, at string) {
	r.Weekdays = append(pq.Int32Array{}, r.Weekdays...)
	slices.Sort(r.Weekdays)
	r.Weekdays = slices.Compact(r.Weekdays)
	for _, w := range r.Weekdays {
		if w < 1 || w > 7 {
			bad.Add(at+"weekdays", "out_of_range", "min", 1, "max", 7)
			break
		}
	}
	from, to := r.FromDay, r.ToDay
	if r.Layer == Exception && (from == nil || to == nil) {
		bad.Add(at+"from", "exception_needs_days")
	}
	ok := ruleDay(bad, at+"from", from)
	if ruleDay(bad, at+"to", to) && ok && from != nil && to != nil && *to < *from {
		bad.Add(at+"to", "date_order", "after", *from)
	}
}

func ruleDay(bad *fault.Fields, name string, d *division.Day) bool {
	if d == nil {
		return true
	}
	if _, err := division.ParseDay(string(*d)); err != nil {
		bad.Add(name, "invalid_date")
		return false
	}
	return true
}
