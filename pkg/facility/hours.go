package facility

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// MaxHoursDays is how many days of opening hours are told at a time.
const MaxHoursDays = 62

// Interval is a stretch of a day, from its first minute up to its end.
type Interval struct {
	Opens  Clock `json:"opens" validate:"required" example:"16:30"`
	Closes Clock `json:"closes" validate:"required" example:"18:30"`
}

// Why tells what decided a day: a layer, the status of the facility, or that no rule speaks of it.
type Why string

// What decides a day.
const (
	ByRegular   = Why(Regular)
	ByTerm      = Why(InTerm)
	ByVacation  = Why(Vacation)
	ByHoliday   = Why(OnHoliday)
	ByException = Why(Exception)
	ByStatus    = Why("status")  // the facility is not in operation
	NoRule      = Why("no_rule") // no rule speaks of that day
)

// DayHours is when a facility is open on one day, and why.
type DayHours struct {
	calendar.Day
	Status Status     `json:"status,omitempty"` // of the facility that day; absent before it was registered
	Open   []Interval `json:"open" validate:"required"`
	Why    Why        `json:"why" validate:"required"`
	Note   string     `json:"note,omitempty"` // of the rules that decided
}

// OpenNow tells whether a facility is open at this moment, and when that changes next.
type OpenNow struct {
	Open       bool       `json:"open" validate:"required"`
	Why        Why        `json:"why" validate:"required"`
	Note       string     `json:"note,omitempty"`
	NextChange *time.Time `json:"next_change,omitempty" format:"date-time"` // absent when nothing changes within 62 days
	Now        time.Time  `json:"now" validate:"required" format:"date-time"`
}

// Hours are the opening hours of a stretch of days.
type Hours struct {
	Days    []DayHours `json:"days" validate:"required"`
	OpenNow OpenNow    `json:"open_now" validate:"required"`
}

// Hours gives the opening hours of a facility from one day to another, both included.
func (s *Service) Hours(ctx context.Context, facility uuid.UUID, from, to division.Day) (*Hours, error) {
	from = cmp.Or(from, s.today())
	to = cmp.Or(to, calendar.Add(from, 6))
	var bad fault.Fields
	if calendar.Between(from, to) >= MaxHoursDays {
		bad.Add("to", "span_too_long", "max", MaxHoursDays)
		return nil, bad.Err()
	}
	f, err := s.Get(ctx, facility)
	if err != nil {
		return nil, err
	}
	days, err := s.hours(ctx, f, from, to)
	if err != nil {
		return nil, err
	}
	now, err := s.openNow(ctx, f)
	if err != nil {
		return nil, err
	}
	return &Hours{days, *now}, nil
}

func (s *Service) openNow(ctx context.Context, f *Facility) (*OpenNow, error) {
	today := s.today()
	days, err := s.hours(ctx, f, today, calendar.Add(today, MaxHoursDays-1))
	if err != nil {
		return nil, err
	}
	now := At(days, s.Now())
	return &now, nil
}

// hours computes the days of a facility with the status that it had on each; one without an end lasts.
func (s *Service) hours(ctx context.Context, f *Facility, from, to division.Day) ([]DayHours, error) {
	opening, err := s.opening(s.DB.Read(ctx), f)
	if err != nil {
		return nil, err
	}
	days, err := s.Calendar.Days(ctx, f.Division, from, to)
	if err != nil {
		return nil, err
	}
	var states []State
	err = s.DB.Read(ctx).Where("county = ? AND facility_id = ? AND from_day <= ? AND (to_day IS NULL OR to_day > ?)", f.County, f.ID, to, from).Find(&states).Error
	if err != nil {
		return nil, fmt.Errorf("states of hours: %w", err)
	}
	hours := make([]DayHours, len(days))
	for i, d := range days {
		hours[i] = opening.Day(d, statusOn(states, d.Day))
	}
	return hours, nil
}

func statusOn(states []State, d division.Day) Status {
	for _, s := range states {
		if s.FromDay <= d && (s.ToDay == nil || d < *s.ToDay) {
			return s.Status
		}
	}
	return ""
}

// Day computes one day: the strongest layer with a rule for it decides. A facility that is not open that
// day, in the sense of its status, opens for nobody.
func (o *Opening) Day(d calendar.Day, status Status) DayHours {
	h := DayHours{Day: d, Status: status, Open: []Interval{}, Why: NoRule}
	if status != Open {
		h.Why = ByStatus
		return h
	}
	for _, l := range slices.Backward(Layers()) {
		if !l.holds(d) {
			continue
		}
		decided := false
		for _, r := range o.Rules {
			if r.Layer == l && r.covers(d) {
				decided = true
				h.take(r)
			}
		}
		if decided {
			h.Why, h.Open = Why(l), unite(h.Open)
			return h
		}
	}
	return h
}

// holds reports whether the layer speaks of such a day at all.
func (l Layer) holds(d calendar.Day) bool {
	switch l {
	case OnHoliday:
		return d.Kind == calendar.Holiday
	case InTerm:
		return d.School == calendar.InTerm
	case Vacation:
		return d.School == calendar.Vacation
	}
	return true
}

func (r *Rule) covers(d calendar.Day) bool {
	if r.FromDay != nil && d.Day < *r.FromDay || r.ToDay != nil && d.Day > *r.ToDay {
		return false
	}
	return len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, int32(d.TimetableWeekday()))
}

func (h *DayHours) take(r Rule) {
	if !r.Closed {
		h.Open = append(h.Open, Interval{r.Opens, r.Closes})
	}
	if r.Note != "" && h.Note == "" {
		h.Note = r.Note
	}
}

// unite joins intervals that overlap or touch.
func unite(all []Interval) []Interval {
	slices.SortFunc(all, func(a, b Interval) int { return cmp.Compare(a.Opens, b.Opens) })
	joined := []Interval{}
	for _, i := range all {
		if last := len(joined) - 1; last >= 0 && i.Opens <= joined[last].Closes {
			joined[last].Closes = max(joined[last].Closes, i.Closes)
			continue
		}
		joined = append(joined, i)
	}
	return joined
}

// At tells whether days, which begin with the day of now, are open at that moment.
func At(days []DayHours, now time.Time) OpenNow {
	tell := OpenNow{Now: now, Why: days[0].Why, Note: days[0].Note}
	clock := Clock(now.In(division.China).Format("15:04"))
	for _, i := range days[0].Open {
		tell.Open = tell.Open || i.Opens <= clock && clock < i.Closes
	}
	tell.NextChange = nextChange(days, now, tell.Open)
	return tell
}

// nextChange is the next moment at which open turns; closing at midnight to open again is no change.
func nextChange(days []DayHours, now time.Time, open bool) *time.Time {
	for n, d := range days {
		for _, i := range d.Open {
			at := d.Day.Day
			if opens := moment(at, i.Opens); !open && opens.After(now) {
				return &opens
			}
			through := i.Closes == "24:00" && n+1 < len(days) && len(days[n+1].Open) > 0 && days[n+1].Open[0].Opens == "00:00"
			if closes := moment(at, i.Closes); open && closes.After(now) && !through {
				return &closes
			}
		}
	}
	return nil
}

func moment(d division.Day, c Clock) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), division.China)
	var hour, minute int
	_, _ = fmt.Sscanf(string(c), "%d:%d", &hour, &minute)
	return t.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}
