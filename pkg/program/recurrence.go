package program

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Layer says on which days of the calendar a rule holds.
type Layer string

// The layers.
const (
	Always     Layer = "always"
	SchoolDays Layer = "school_days" // working days in term, with those worked in exchange for a holiday
	Vacation   Layer = "vacation"    // days of the school vacation that are no public holidays
)

// ruleParts are the parts of RFC 5545 that a timetable may use. The time of day stands beside the rule, so what
// would make it more than once a day is not among them.
var ruleParts = []string{"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}

// maxInterval is in days, weeks, months or years.
const maxInterval = 400

// parseRule reads a recurrence rule (RFC 5545, 3.3.10) that gives days.
func parseRule(bad *fault.Fields, text string) *rrule.ROption {
	text = strings.ToUpper(bad.Text("rrule", text, 300))
	if text == "" {
		return nil
	}
	var seen []string
	for part := range strings.SplitSeq(text, ";") {
		name, _, _ := strings.Cut(part, "=")
		switch {
		case slices.Contains([]string{"BYHOUR", "BYMINUTE", "BYSECOND"}, name):
			bad.Add("rrule", "rule_too_often")
			return nil
		case !slices.Contains(ruleParts, name) || slices.Contains(seen, name):
			bad.Add("rrule", "rule_part", "part", name)
			return nil
		}
		seen = append(seen, name)
	}
	if !slices.Contains(seen, "FREQ") {
		bad.Add("rrule", "rule_unreadable")
		return nil
	}
	option, err := rrule.StrToROptionInLocation(text, division.China)
	if err != nil || option.Count < 0 {
		bad.Add("rrule", "rule_unreadable")
		return nil
	}
	return checkRule(bad, option, text)
}

func checkRule(bad *fault.Fields, option *rrule.ROption, text string) *rrule.ROption {
	switch {
	case option.Freq > rrule.DAILY:
		bad.Add("rrule", "rule_too_often")
		return nil
	case option.Interval > maxInterval:
		bad.Add("rrule", "rule_interval", "max", maxInterval)
		return nil
	}
	if day, _, found := strings.Cut(cutAfter(text, "UNTIL="), ";"); (found || day != "") && len(day) == len(rrule.DateFormat) {
		option.Until = option.Until.Add(24*time.Hour - time.Second) // a date as the end includes that day
	}
	if _, err := rrule.NewRRule(*option); err != nil {
		bad.Add("rrule", "rule_unreadable")
		return nil
	}
	return option
}

func cutAfter(text, mark string) string {
	_, after, _ := strings.Cut(text, mark)
	return after
}

// endless holds for a rule that says neither how often nor until when.
func endless(o *rrule.ROption) bool { return o.Count == 0 && o.Until.IsZero() }

// expand gives the days of the rule up to one day after the last, before the calendar is laid over them.
func (r *Rule) expand() (map[division.Day]bool, error) {
	var bad fault.Fields
	option := parseRule(&bad, r.RRule)
	if option == nil {
		return nil, bad.Err()
	}
	option.Dtstart = moment(r.FromDay, r.Starts)
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, err
	}
	days := map[division.Day]bool{}
	for _, t := range rule.Between(option.Dtstart, moment(calendar.Add(r.ToDay, 1), "23:59"), true) {
		days[division.DayOf(t)] = true
	}
	return days, nil
}

// moment is a time of day in China.
func moment(day division.Day, clock string) time.Time {
	t, _ := time.ParseInLocation("2006-01-02 15:04", string(day)+" "+clock, division.China)
	return t
}

// LeftOut is a day of the rule on which nothing is, and why.
type LeftOut struct {
	Day  division.Day `json:"day" validate:"required" format:"date"`
	Why  string       `json:"why" validate:"required" enums:"holiday,weekend,vacation,term,exception"`
	Name string       `json:"name,omitempty"` // of the holiday
}

// days lays the calendar over the days of the rule: which of them count, and which are left out.
func (r *Rule) days(cal []calendar.Day) (kept []division.Day, out []LeftOut, err error) {
	given, err := r.expand()
	if err != nil {
		return nil, nil, err
	}
	for _, d := range cal {
		if d.Day < r.FromDay || d.Day > r.ToDay || !r.gives(given, d) {
			continue
		}
		switch why := r.leavesOut(d); {
		case why != "":
			out = append(out, LeftOut{d.Day, why, d.Name})
		case slices.Contains(r.ExceptDays, string(d.Day)):
			out = append(out, LeftOut{d.Day, "exception", ""})
		default:
			kept = append(kept, d.Day)
		}
	}
	return kept, out, nil
}

// gives holds when the rule gives the day: a weekend day that is worked in exchange for a holiday has the timetable
// of the working day beside it.
func (r *Rule) gives(given map[division.Day]bool, d calendar.Day) bool {
	if given[d.Day] || r.Layer != SchoolDays || !d.MakeUp {
		return given[d.Day]
	}
	beside := 1
	if d.Weekday == 6 {
		beside = -1
	}
	return given[calendar.Add(d.Day, beside)]
}

// leavesOut tells why the layer leaves a day out; empty when it does not.
func (r *Rule) leavesOut(d calendar.Day) string {
	switch {
	case r.Layer == Always:
		return ""
	case d.Kind == calendar.Holiday:
		return "holiday"
	case r.Layer == Vacation && d.School != calendar.Vacation:
		return "term"
	case r.Layer == SchoolDays && d.School == calendar.Vacation:
		return "vacation"
	case r.Layer == SchoolDays && d.Kind == calendar.Weekend:
		return "weekend"
	}
	return ""
}
