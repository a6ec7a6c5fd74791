package calendar

import (
	_ "embed" // days.tsv
	"strings"
	"sync"
	"time"

	"github.com/fourthirty/fourthirty/pkg/division"
)

//go:embed days.tsv
var carried string

// Source tells where the carried days come from; see SOURCE.md.
const Source = "国务院办公厅关于节假日安排的通知（chinese-days 1.5.7，2026-11-23）"

// Kind is what a day is by law.
type Kind string

// The kinds of day. A workday may be a Saturday or Sunday on which people work in exchange for a holiday.
const (
	Workday Kind = "workday"
	Weekend Kind = "weekend"
	Holiday Kind = "holiday"
)

// Day is one day of the calendar of a place.
type Day struct {
	Day      division.Day `json:"day" validate:"required" format:"date"`
	Weekday  int          `json:"weekday" validate:"required"` // 1 Monday to 7 Sunday
	Kind     Kind         `json:"kind" validate:"required" enums:"workday,weekend,holiday"`
	Name     string       `json:"name,omitempty"`            // of the holiday, also on a day worked in exchange for it
	MakeUp   bool         `json:"make_up,omitempty"`         // a weekend day that is worked
	School   TermKind     `json:"school,omitempty"`          // absent when no term or vacation is known
	TermName string       `json:"term_name,omitempty"`       // "2026学年第一学期"
	Known    bool         `json:"known" validate:"required"` // false when the holidays of that year are not known yet
}

// TimetableWeekday is the weekday whose timetable holds: a Saturday worked in exchange follows Friday, a
// Sunday Monday, because the notices do not say and those are the days beside them.
func (d Day) TimetableWeekday() int {
	switch {
	case d.MakeUp && d.Weekday == 6:
		return 5
	case d.MakeUp && d.Weekday == 7:
		return 1
	}
	return d.Weekday
}

// SetDay is a day that is not what its weekday says.
type SetDay struct {
	Day  division.Day `json:"day" validate:"required" format:"date"`
	Kind Kind         `json:"kind" validate:"required" enums:"holiday,workday"`
	Name string       `json:"name" validate:"required" maxLength:"40"`
}

// years holds the carried days by year.
var years = sync.OnceValue(func() map[int][]SetDay {
	all := map[int][]SetDay{}
	for line := range strings.Lines(carried) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		d := SetDay{Day: division.Day(f[0]), Kind: Kind(f[1]), Name: f[2]}
		all[yearOf(d.Day)] = append(all[yearOf(d.Day)], d)
	}
	return all
})

func yearOf(d division.Day) int { return moment(d).Year() }

// moment is the beginning of a valid day, for reckoning with days only.
func moment(d division.Day) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Add is the day n days after d.
func Add(d division.Day, n int) division.Day {
	return division.Day(moment(d).AddDate(0, 0, n).Format(time.DateOnly))
}

// Between is how many days lie from one day to another.
func Between(from, to division.Day) int { return int(moment(to).Sub(moment(from)).Hours() / 24) }

// plain is the day as its weekday says.
func plain(d division.Day) Day {
	w := int(moment(d).Weekday()+6)%7 + 1
	kind := Workday
	if w > 5 {
		kind = Weekend
	}
	return Day{Day: d, Weekday: w, Kind: kind}
}

// set lays what was announced over a plain day.
func (d *Day) set(s SetDay) {
	d.Kind, d.Name = s.Kind, s.Name
	d.MakeUp = s.Kind == Workday && d.Weekday > 5
}
