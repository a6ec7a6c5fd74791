package calendar_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

const (
	zhejiang  division.Code = "330000000000"
	xihu      division.Code = "330106000000"
	community division.Code = "330106109001"
)

type world struct {
	*testing.T
	*calendar.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d := dbtest.New(t)
	must(t, d.Read(t.Context()).Exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
 ('330000000000', '000000000000', 1, '浙江省', '2000-01-01'), ('330100000000', '330000000000', 2, '杭州市', '2000-01-01'),
 ('330106000000', '330100000000', 3, '西湖区', '2000-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '2000-01-01'),
 ('330106109001', '330106109000', 5, '转塘社区', '2000-01-01') ON CONFLICT DO NOTHING`).Error)
	return &world{t, &calendar.Service{DB: d}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) system() context.Context { return authz.System(w.Context()) }

func (w *world) code(err error, want string) {
	w.Helper()
	if !errors.Is(err, fault.New(0, want)) {
		w.Fatalf("got %v, want %s", err, want)
	}
}

// faults are the wrong fields of an answer, as "field: code".
func faults(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	var all []string
	for _, x := range f.Fields {
		all = append(all, x.Name+": "+x.Code)
	}
	return strings.Join(all, ", ")
}

func (w *world) day(place division.Code, d division.Day) calendar.Day {
	w.Helper()
	days, err := w.Days(w.system(), place, d, d)
	must(w.T, err)
	return days[0]
}

func TestHolidaysAndDaysWorkedInExchangeAreToldAsTheStateCouncilAnnouncedThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, want := range []calendar.Day{
		{Day: "2026-09-25", Weekday: 5, Kind: calendar.Holiday, Name: "中秋", Known: true},
		{Day: "2026-10-10", Weekday: 6, Kind: calendar.Workday, Name: "国庆节", MakeUp: true, Known: true},
		{Day: "2026-09-20", Weekday: 7, Kind: calendar.Workday, Name: "国庆节", MakeUp: true, Known: true},
		{Day: "2026-11-21", Weekday: 6, Kind: calendar.Weekend, Known: true},
		{Day: "2026-11-23", Weekday: 1, Kind: calendar.Workday, Known: true},
		{Day: "2049-10-01", Weekday: 5, Kind: calendar.Workday},
	} {
		if got := w.day(xihu, want.Day); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	for day, want := range map[division.Day]int{"2026-10-10": 5, "2026-09-20": 1, "2026-11-21": 6, "2026-11-25": 3} {
		if got := w.day(xihu, day).TimetableWeekday(); got != want {
			t.Errorf("%s follows the timetable of weekday %d, want %d", day, got, want)
		}
	}
}

func TestEveryCarriedDayIsADateOfItsYearThatDiffersFromItsWeekday(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for year := 2018; year <= 2026; year++ {
		y, err := w.Year(w.system(), year)
		must(t, err)
		holidays := 0
		for _, d := range y.Days {
			at, err := time.Parse(time.DateOnly, string(d.Day))
			must(t, err)
			weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
			if at.Year() != year || d.Name == "" || d.Kind == calendar.Workday && !weekend {
				t.Errorf("%+v", d)
			}
			if d.Kind == calendar.Holiday {
				holidays++
			}
		}
		if holidays < 11 { // eleven by law until 2024, thirteen since
			t.Errorf("%d has %d holidays", year, holidays)
		}
	}
}

func TestAnAdministratorSetsAYearOnceItIsAnnounced(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	y, err := w.Year(w.system(), 2027)
	must(t, err)
	if y.Version != 0 || len(y.Days) != 0 || w.day(xihu, "2027-10-01").Known {
		t.Fatalf("%+v", y)
	}
	in := calendar.YearInput{Source: "国办发明电〔2026〕7号", Days: []calendar.SetDay{{Day: "2027-10-09", Kind: calendar.Workday, Name: "国庆节"}, {Day: "2027-10-01", Kind: calendar.Holiday, Name: "国庆节"}}}
	y, err = w.SetYear(w.system(), 2027, 0, in)
	must(t, err)
	if y.Version != 1 || y.Days[0].Day != "2027-10-01" {
		t.Fatalf("%+v", y)
	}
	_, err = w.SetYear(w.system(), 2027, 0, in)
	w.code(err, "stale_version")
	read, err := w.Year(w.system(), 2027)
	must(t, err)
	if read.Source != in.Source || len(read.Days) != 2 || w.day(xihu, "2027-10-01").Kind != calendar.Holiday || !w.day(xihu, "2027-10-02").Known {
		t.Fatalf("%+v", read)
	}
	_, err = w.Year(w.system(), 1)
	w.code(err, "not_found")
	var events int64
	must(t, w.DB.Read(t.Context()).Table("events").Where("action = 'calendar.year.set'").Count(&events).Error)
	if events != 1 {
		t.Fatalf("%d events", events)
	}
}

func TestWhatIsWrongWithAYearIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	day := func(d division.Day, k calendar.Kind, name string) calendar.SetDay {
		return calendar.SetDay{Day: d, Kind: k, Name: name}
	}
	for name, tc := range map[string]struct {
		in   calendar.YearInput
		want string
	}{
		"nothing":      {calendar.YearInput{Source: "x"}, "days: at_least"},
		"no source":    {calendar.YearInput{Days: []calendar.SetDay{day("2027-10-01", "holiday", "国庆节")}}, "source: required"},
		"other year":   {calendar.YearInput{Source: "x", Days: []calendar.SetDay{day("2026-10-01", "holiday", "国庆节")}}, "days.0.day: other_year"},
		"twice":        {calendar.YearInput{Source: "x", Days: []calendar.SetDay{day("2027-10-01", "holiday", "a"), day("2027-10-01", "workday", "b")}}, "days.1.day: day_twice"},
		"no date":      {calendar.YearInput{Source: "x", Days: []calendar.SetDay{day("2027-02-30", "holiday", "a")}}, "days.0.day: invalid_date"},
		"weekend":      {calendar.YearInput{Source: "x", Days: []calendar.SetDay{day("2027-02-20", "weekend", "a")}}, "days.0.kind: invalid_value"},
		"without name": {calendar.YearInput{Source: "x", Days: []calendar.SetDay{day("2027-02-20", "holiday", "")}}, "days.0.name: required"},
	} {
		_, err := w.SetYear(w.system(), 2027, 0, tc.in)
		if got := faults(err); got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

func TestTermsHoldBelowADivisionUntilANearerOneHasItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	autumn := calendar.Term{FromDay: "2026-09-01", ToDay: "2027-01-20", Kind: calendar.InTerm, Name: "第一学期"}
	winter := calendar.Term{FromDay: "2027-01-21", ToDay: "2027-02-22", Kind: calendar.Vacation, Name: "寒假"}
	_, err := w.SetTerms(w.system(), zhejiang, 0, calendar.TermsInput{Terms: []calendar.Term{winter, autumn}})
	must(t, err)
	held, err := w.Terms(w.system(), community)
	must(t, err)
	if held.From != zhejiang || held.Version != 0 || len(held.Terms) != 2 || held.Terms[0].Name != "第一学期" {
		t.Fatalf("%+v", held)
	}
	if d := w.day(community, "2026-11-23"); d.School != calendar.InTerm || d.TermName != "第一学期" {
		t.Fatalf("%+v", d)
	}
	if d := w.day(community, "2027-02-22"); d.School != calendar.Vacation {
		t.Fatalf("%+v", d)
	}
	if d := w.day(community, "2027-02-23"); d.School != "" {
		t.Fatalf("%+v", d)
	}
	own, err := w.SetTerms(w.system(), xihu, 0, calendar.TermsInput{Terms: []calendar.Term{{FromDay: "2026-11-01", ToDay: "2026-11-30", Kind: calendar.Vacation, Name: "秋假"}}})
	must(t, err)
	if own.Version != 1 || w.day(community, "2026-11-23").School != calendar.Vacation || w.day(zhejiang, "2026-11-23").School != calendar.InTerm {
		t.Fatalf("%+v", own)
	}
	_, err = w.SetTerms(w.system(), xihu, 0, calendar.TermsInput{})
	w.code(err, "stale_version")
	overlap := calendar.TermsInput{Terms: []calendar.Term{autumn, {FromDay: "2027-01-20", ToDay: "2027-01-19", Kind: "lessons", Name: ""}}}
	_, err = w.SetTerms(w.system(), xihu, 1, overlap)
	if got := faults(err); got != "terms.1.name: required, terms.1.kind: invalid_value, terms.1.to: date_order" {
		t.Fatal(got)
	}
	overlap.Terms[1] = calendar.Term{FromDay: "2027-01-20", ToDay: "2027-02-20", Kind: calendar.Vacation, Name: "寒假"}
	_, err = w.SetTerms(w.system(), xihu, 1, overlap)
	if got := faults(err); got != "terms.1.from: terms_overlap" {
		t.Fatal(got)
	}
	_, err = w.SetTerms(w.system(), "990000000000", 0, calendar.TermsInput{})
	w.code(err, "not_found")
}

func TestAQuestionSpansAtMostFourHundredDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Days(w.system(), xihu, "2026-01-01", "2027-02-05")
	if faults(err) != "to: span_too_long" {
		t.Fatal(err)
	}
	_, err = w.Days(w.system(), xihu, "2026-01-02", "2026-01-01")
	if faults(err) != "to: date_order" {
		t.Fatal(err)
	}
	days, err := w.Days(w.system(), xihu, "2026-01-01", "2026-12-31")
	if err != nil || len(days) != 365 {
		t.Fatal(len(days), err)
	}
}
