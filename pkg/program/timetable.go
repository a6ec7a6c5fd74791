package program

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// MaxRules and MaxSessions bound the timetable of one cohort.
const (
	MaxRules    = 50
	MaxSessions = 1000
)

// Rule is one line of the timetable of a cohort: days by RFC 5545, a time, a room.
type Rule struct {
	ID         uuid.UUID      `json:"id" validate:"required" format:"uuid"`
	County     string         `json:"-"`
	CohortID   uuid.UUID      `json:"cohort_id" validate:"required" format:"uuid"`
	SpaceID    uuid.UUID      `json:"space_id" validate:"required" format:"uuid"`
	SpaceName  string         `json:"space_name,omitempty" gorm:"->"`
	RRule      string         `json:"rrule" validate:"required" gorm:"column:rrule" example:"FREQ=WEEKLY;BYDAY=MO,WE,FR"`
	Starts     string         `json:"starts" validate:"required" example:"16:30"` // in China
	Minutes    int            `json:"minutes" validate:"required"`
	FromDay    division.Day   `json:"from_day" validate:"required" format:"date"`
	ToDay      division.Day   `json:"to_day" validate:"required" format:"date"` // included
	Layer      Layer          `json:"layer" validate:"required"`
	ExceptDays pq.StringArray `json:"except_days" validate:"required" gorm:"type:date[]" swaggertype:"array,string"`
	Version    int            `json:"version" validate:"required"`
	CreatedAt  time.Time      `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt  time.Time      `json:"updated_at" validate:"required" format:"date-time"`
}

// TableName is where rules are kept.
func (Rule) TableName() string { return "timetable_rules" }

// RuleInput is what a person fills in about a rule.
type RuleInput struct {
	SpaceID    *uuid.UUID     `json:"space_id,omitempty" format:"uuid"` // the room of the cohort when left out
	RRule      string         `json:"rrule" validate:"required" maxLength:"300" example:"FREQ=WEEKLY;BYDAY=MO,WE,FR"`
	Starts     string         `json:"starts" validate:"required" maxLength:"5" example:"16:30"`
	Minutes    int            `json:"minutes" validate:"required" minimum:"5" maximum:"1440"`
	FromDay    division.Day   `json:"from_day,omitempty" format:"date"` // the first day of the cohort when left out
	ToDay      division.Day   `json:"to_day,omitempty" format:"date"`   // needed when the rule itself does not end
	Layer      Layer          `json:"layer,omitempty"`                  // always when left out
	ExceptDays []division.Day `json:"except_days,omitempty" maxItems:"200"`
}

var clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// apply checks a rule against its cohort and sets it.
func (r *Rule) apply(c *Cohort, in RuleInput) error {
	var bad fault.Fields
	option := parseRule(&bad, in.RRule)
	if option != nil && in.ToDay == "" && endless(option) {
		bad.Add("rrule", "rule_never_ends")
	}
	r.RRule = strings.ToUpper(strings.TrimSpace(in.RRule))
	r.setTime(&bad, in.Starts, in.Minutes)
	r.setSpan(&bad, c, in)
	if r.Layer = in.Layer; r.Layer == "" {
		r.Layer = Always
	}
	fault.OneOf(&bad, "layer", r.Layer, Always, SchoolDays, Vacation)
	r.setExceptions(&bad, in.ExceptDays)
	switch {
	case in.SpaceID != nil:
		r.SpaceID = *in.SpaceID
	case c.SpaceID != nil:
		r.SpaceID = *c.SpaceID
	default:
		bad.Add("space_id", "required")
	}
	return bad.Err()
}

func (r *Rule) setTime(bad *fault.Fields, starts string, minutes int) {
	if !clockPattern.MatchString(starts) {
		bad.Add("starts", "invalid_time")
	}
	within(bad, "minutes", minutes, 5, 1440)
	r.Starts, r.Minutes = starts, minutes
}

func (r *Rule) setSpan(bad *fault.Fields, c *Cohort, in RuleInput) {
	r.FromDay, r.ToDay = c.FirstDay, c.LastDay
	if in.FromDay != "" && checkDay(bad, "from_day", in.FromDay) {
		if r.FromDay = in.FromDay; r.FromDay < c.FirstDay {
			bad.Add("from_day", "date_order", "after", c.FirstDay)
		}
	}
	if in.ToDay != "" && checkDay(bad, "to_day", in.ToDay) {
		switch r.ToDay = in.ToDay; {
		case r.ToDay > c.LastDay:
			bad.Add("to_day", "date_after", "before", c.LastDay)
		case r.ToDay < r.FromDay:
			bad.Add("to_day", "date_order", "after", r.FromDay)
		}
	}
}

func (r *Rule) setExceptions(bad *fault.Fields, days []division.Day) {
	r.ExceptDays = pq.StringArray{}
	if len(days) > 200 {
		bad.Add("except_days", "too_many", "max", 200)
		return
	}
	for i, d := range days {
		if checkDay(bad, fmt.Sprintf("except_days.%d", i), d) {
			r.ExceptDays = append(r.ExceptDays, string(d))
		}
	}
}

// Rules lists the timetable of a cohort.
func (s *Service) Rules(ctx context.Context, cohort uuid.UUID) ([]Rule, error) {
	c, err := s.Cohort(ctx, cohort)
	if err != nil {
		return nil, err
	}
	return c.rules(s.DB.Read(ctx))
}

func (c *Cohort) rules(tx *gorm.DB) ([]Rule, error) {
	rows := []Rule{}
	err := tx.Model(&Rule{}).Select("timetable_rules.*, s.name AS space_name").
		Joins("JOIN spaces s ON s.id = timetable_rules.space_id AND s.county = timetable_rules.county").
		Where("timetable_rules.cohort_id = ? AND timetable_rules.county = ?", c.ID, c.County).
		Order("timetable_rules.id").Limit(MaxRules).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("timetable: %w", err)
	}
	return rows, nil
}

// AddRule adds a rule to the timetable of a cohort and makes its sessions; when one of them has no room, neither
// is left.
func (s *Service) AddRule(ctx context.Context, cohort uuid.UUID, in RuleInput) (*Rule, error) {
	r := &Rule{ID: uuid.Must(uuid.NewV7()), CohortID: cohort, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	err := s.timetable(ctx, cohort, func(ctx context.Context, tx *gorm.DB, c *Cohort) error {
		if err := r.apply(c, in); err != nil {
			return err
		}
		r.County = c.County
		if err := s.checkCount(tx, c); err != nil {
			return err
		}
		if err := c.lockSpaces(tx, []uuid.UUID{r.SpaceID}); err != nil {
			return err
		}
		if err := tx.Create(r).Error; err != nil {
			return fmt.Errorf("create rule: %w", err)
		}
		return s.apply(ctx, tx, c, "programme.timetable.add", nil, r)
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *Service) checkCount(tx *gorm.DB, c *Cohort) error {
	var n int64
	if err := tx.Model(&Rule{}).Where("cohort_id = ? AND county = ?", c.ID, c.County).Count(&n).Error; err != nil {
		return fmt.Errorf("count rules: %w", err)
	}
	if n >= MaxRules {
		return fault.New(fault.Conflict, "too_many", "max", MaxRules)
	}
	return nil
}

// timetable runs a change of the timetable of one cohort; changes of it wait for each other.
func (s *Service) timetable(ctx context.Context, cohort uuid.UUID, change func(context.Context, *gorm.DB, *Cohort) error) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := LockCohort(ctx, tx, cohort, authz.ProgrammeWrite)
		if err != nil {
			return err
		}
		if c.Phase == PhaseFinished || c.Phase == PhaseArchived {
			return fault.New(fault.Conflict, "cohort_over", "phase", c.Phase)
		}
		return change(ctx, tx, c)
	})
}

// apply makes the sessions fit a rule that was written, and records both.
func (s *Service) apply(ctx context.Context, tx *gorm.DB, c *Cohort, action string, before, r *Rule) error {
	_, given, err := s.fit(ctx, tx, c, *r)
	if err != nil {
		return err
	}
	if given == 0 {
		return invalid("rrule", "rule_gives_no_day")
	}
	change := c.change(action, nil, r, c.Name)
	if before != nil {
		change.Before = before
	}
	return event.Record(tx, change)
}

// lockRule looks a rule up through its cohort.
func (c *Cohort) lockRule(tx *gorm.DB, id uuid.UUID) (*Rule, error) {
	var r Rule
	err := tx.Raw("SELECT * FROM timetable_rules WHERE id = ? AND county = ? AND cohort_id = ? FOR NO KEY UPDATE", id, c.County, c.ID).Take(&r).Error
	return one(&r, err, "rule")
}

// UpdateRule replaces a rule, if nobody did so since version. Sessions that lie ahead and that nobody moved or
// cancelled follow it; all others stay.
func (s *Service) UpdateRule(ctx context.Context, cohort, id uuid.UUID, version int, in RuleInput) (r *Rule, err error) {
	err = s.timetable(ctx, cohort, func(ctx context.Context, tx *gorm.DB, c *Cohort) (err error) {
		if r, err = c.lockRule(tx, id); err != nil {
			return err
		}
		if err := checkVersion(version, r.Version); err != nil {
			return err
		}
		before := *r
		if err := r.apply(c, in); err != nil {
			return err
		}
		if err := c.lockSpaces(tx, []uuid.UUID{r.SpaceID}, before.SpaceID); err != nil {
			return err
		}
		r.Version, r.UpdatedAt = r.Version+1, s.Now()
		if err := tx.Save(r).Error; err != nil {
			return fmt.Errorf("save rule: %w", err)
		}
		return s.apply(ctx, tx, c, "programme.timetable.update", &before, r)
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// RemoveRule takes a rule out of the timetable, with the sessions that lie ahead and that nobody moved or
// cancelled. The others stay as single ones.
func (s *Service) RemoveRule(ctx context.Context, cohort, id uuid.UUID, version int) error {
	return s.timetable(ctx, cohort, func(_ context.Context, tx *gorm.DB, c *Cohort) error {
		r, err := c.lockRule(tx, id)
		if err != nil {
			return err
		}
		if err := checkVersion(version, r.Version); err != nil {
			return err
		}
		if _, err := s.settle(tx, c, []Rule{*r}, nil); err != nil {
			return err
		}
		if err := tx.Exec("UPDATE programme_sessions SET rule_id = NULL, rule_day = NULL WHERE county = ? AND rule_id = ?", c.County, id).Error; err != nil {
			return fmt.Errorf("free sessions of rule: %w", err)
		}
		if err := tx.Delete(&Rule{}, "id = ? AND county = ?", id, c.County).Error; err != nil {
			return fmt.Errorf("delete rule: %w", err)
		}
		return event.Record(tx, c.change("programme.timetable.remove", r, nil, c.Name))
	})
}
