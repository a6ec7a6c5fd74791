package facility_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

func afternoons() facility.Rule {
	return facility.Rule{Layer: facility.Regular, Weekdays: []int32{1, 2, 3, 4, 5}, Opens: "16:30", Closes: "18:30"}
}

func (w *world) open(f *facility.Facility, version int, rules ...facility.Rule) *facility.Opening {
	w.Helper()
	o, err := w.SetOpeningRules(w.system(), f.ID, version, facility.OpeningInput{Rules: rules})
	must(w.T, err)
	return o
}

// on tells one day as "opens-closes ... why".
func (w *world) on(id uuid.UUID, day division.Day) string {
	w.Helper()
	h, err := w.Hours(w.system(), id, day, day)
	must(w.T, err)
	var all []string
	for _, i := range h.Days[0].Open {
		all = append(all, string(i.Opens)+"-"+string(i.Closes))
	}
	return strings.Join(append(all, string(h.Days[0].Why)), " ")
}

func TestTheStrongestLayerWithARuleForTheDayDecides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Calendar.SetTerms(w.system(), xihu, 0, calendar.TermsInput{Terms: []calendar.Term{
		{FromDay: "2026-09-01", ToDay: "2027-01-20", Kind: calendar.InTerm, Name: "第一学期"}, {FromDay: "2026-07-01", ToDay: "2026-08-31", Kind: calendar.Vacation, Name: "暑假"}}})
	must(t, err)
	f := w.create(station("转塘社区服务站"))
	if got := w.on(f.ID, "2026-11-23"); got != "no_rule" {
		t.Fatal(got)
	}
	day := func(d division.Day) *division.Day { return &d }
	o := w.open(f, 1,
		afternoons(),
		facility.Rule{Layer: facility.Regular, Weekdays: []int32{6}, Opens: "09:00", Closes: "12:00"},
		facility.Rule{Layer: facility.Regular, Weekdays: []int32{6}, Opens: "11:00", Closes: "17:00"},
		facility.Rule{Layer: facility.Vacation, Opens: "08:30", Closes: "11:30"},
		facility.Rule{Layer: facility.Vacation, Opens: "13:30", Closes: "17:30"},
		facility.Rule{Layer: facility.OnHoliday, Closed: true, Note: "法定节假日休息"},
		facility.Rule{Layer: facility.Exception, FromDay: day("2026-10-02"), ToDay: day("2026-10-03"), Opens: "09:00", Closes: "24:00"},
		facility.Rule{Layer: facility.Exception, FromDay: day("2026-11-24"), ToDay: day("2026-11-24"), Closed: true, Note: "停电"})
	if o.Version != 2 || len(o.Rules) != 8 {
		t.Fatalf("%+v", o)
	}
	for d, want := range map[division.Day]string{
		"2026-11-23": "16:30-18:30 regular",
		"2026-11-24": "exception",
		"2026-11-28": "09:00-17:00 regular", // intervals that overlap are one
		"2026-11-29": "no_rule",
		"2026-08-03": "08:30-11:30 13:30-17:30 vacation",
		"2026-10-01": "holiday",
		"2026-10-02": "09:00-24:00 exception",
		"2026-10-10": "16:30-18:30 regular", // a Saturday worked in exchange follows Friday
		"2020-02-29": "status",              // not yet open
	} {
		if got := w.on(f.ID, d); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
	_, err = w.SetOpeningRules(w.system(), f.ID, 1, facility.OpeningInput{})
	w.code(err, "stale_version")
	read, err := w.OpeningRules(w.system(), f.ID)
	must(t, err)
	if read.Version != 2 || !reflect.DeepEqual(read.Rules[0], afternoons()) || read.Rules[7].Note != "停电" {
		t.Fatalf("%+v", read)
	}
	w.actions(f.ID, "facility.opening.set facility.create")
}

func TestAFacilityIsOpenNowOnlyWithinItsHoursAndWhileItIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // Monday, ten in the morning in China
	f := w.create(station("转塘社区服务站"))
	w.open(f, 1, afternoons())
	china := time.FixedZone("", 8*60*60)
	check := func(at time.Time, open bool, next time.Time) {
		t.Helper()
		w.Now = func() time.Time { return at }
		h, err := w.Hours(w.system(), f.ID, "", "")
		must(t, err)
		got := h.OpenNow
		if got.Open != open || got.NextChange == nil || !got.NextChange.Equal(next) || len(h.Days) != 7 {
			t.Fatalf("at %s: %+v", at, got)
		}
	}
	on := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, china) }
	check(on(23, 10, 0), false, on(23, 16, 30))
	check(on(23, 16, 30), true, on(23, 18, 30))
	check(on(23, 18, 29), true, on(23, 18, 30))
	check(on(23, 18, 30), false, on(24, 16, 30))
	check(on(27, 23, 0), false, on(30, 16, 30)) // Friday night
	w.Now = func() time.Time { return on(23, 17, 0) }
	_, err := w.Move(w.system(), f.ID, f.Version, facility.Suspend, facility.CommandInput{Reason: "装修"})
	must(t, err)
	h, err := w.Hours(w.system(), f.ID, "", "")
	must(t, err)
	if h.OpenNow.Open || h.OpenNow.Why != facility.ByStatus || h.OpenNow.NextChange != nil {
		t.Fatalf("%+v", h.OpenNow)
	}
	_, err = w.Hours(w.system(), f.ID, "2026-11-01", "2027-01-02")
	if got := faults(err); got != "to: span_too_long" {
		t.Fatal(got)
	}
}

func TestWhatIsWrongWithOpeningRulesIsNamedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	day := func(d division.Day) *division.Day { return &d }
	for name, tc := range map[string]struct {
		change func(*facility.Rule)
		want   string
	}{
		"no layer":           {func(r *facility.Rule) { r.Layer = "" }, "rules.0.layer: required"},
		"unknown layer":      {func(r *facility.Rule) { r.Layer = "weekly" }, "rules.0.layer: invalid_value"},
		"no times":           {func(r *facility.Rule) { r.Opens, r.Closes = "", "" }, "rules.0.opens: required, rules.0.closes: required"},
		"time of a clock":    {func(r *facility.Rule) { r.Opens = "9:00" }, "rules.0.opens: invalid_time"},
		"hour of a long day": {func(r *facility.Rule) { r.Closes = "25:00" }, "rules.0.closes: invalid_time"},
		"over midnight":      {func(r *facility.Rule) { r.Opens, r.Closes = "20:00", "02:00" }, "rules.0.closes: closes_before_opens"},
		"opens at the end":   {func(r *facility.Rule) { r.Opens, r.Closes = "24:00", "24:00" }, "rules.0.closes: closes_before_opens"},
		"eighth weekday":     {func(r *facility.Rule) { r.Weekdays = []int32{1, 8} }, "rules.0.weekdays: out_of_range"},
		"days upside down":   {func(r *facility.Rule) { r.FromDay, r.ToDay = day("2026-12-02"), day("2026-12-01") }, "rules.0.to: date_order"},
		"no date":            {func(r *facility.Rule) { r.FromDay = day("2026-13-01") }, "rules.0.from: invalid_date"},
		"endless exception":  {func(r *facility.Rule) { r.Layer = facility.Exception }, "rules.0.from: exception_needs_days"},
		"closed with a time": {func(r *facility.Rule) { r.Closed = true }, "rules.0.opens: no_times_when_closed"},
		"a novel for a note": {func(r *facility.Rule) { r.Note = strings.Repeat("停", 201) }, "rules.0.note: too_long"},
		"a note with a bell": {func(r *facility.Rule) { r.Note = "停\a" }, "rules.0.note: control_characters"},
	} {
		r := afternoons()
		tc.change(&r)
		_, err := w.SetOpeningRules(w.system(), f.ID, 1, facility.OpeningInput{Rules: []facility.Rule{r}})
		if got := faults(err); got != tc.want {
			t.Errorf("%s: got %q (%v), want %q", name, got, err, tc.want)
		}
	}
	_, err := w.SetOpeningRules(w.system(), f.ID, 1, facility.OpeningInput{Rules: make([]facility.Rule, 101)})
	if got := faults(err); got != "rules: too_many" {
		t.Fatal(got)
	}
	if w.count("opening_rules") != 0 {
		t.Fatal("something was written")
	}
}

func drawClock(t *rapid.T, least, most int, label string) facility.Clock {
	m := rapid.IntRange(least, most).Draw(t, label)
	return facility.Clock(fmt.Sprintf("%02d:%02d", m/60, m%60))
}

func drawRule(t *rapid.T) facility.Rule {
	r := facility.Rule{Layer: rapid.SampledFrom(facility.Layers()).Draw(t, "layer"), Closed: rapid.IntRange(0, 4).Draw(t, "closed") == 0}
	for range rapid.IntRange(0, 3).Draw(t, "weekdays") {
		r.Weekdays = append(r.Weekdays, int32(rapid.IntRange(1, 7).Draw(t, "weekday")))
	}
	if !r.Closed {
		opens := rapid.IntRange(0, 24*60-1).Draw(t, "opens")
		r.Opens, r.Closes = facility.Clock(fmt.Sprintf("%02d:%02d", opens/60, opens%60)), drawClock(t, opens+1, 24*60, "closes")
	}
	return r
}

// Minute by minute: a day is open at a minute if and only if a rule of the strongest layer that speaks of
// the day covers it.
func TestHoursAreThoseOfTheStrongestLayerMinuteByMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := calendar.Day{Day: "2026-11-23", Weekday: rapid.IntRange(1, 7).Draw(rt, "day"), Kind: rapid.SampledFrom([]calendar.Kind{calendar.Workday, calendar.Weekend, calendar.Holiday}).Draw(rt, "kind"),
			School: rapid.SampledFrom([]calendar.TermKind{"", calendar.InTerm, calendar.Vacation}).Draw(rt, "school")}
		o := facility.Opening{Rules: rapid.SliceOfN(rapid.Custom(drawRule), 0, 8).Draw(rt, "rules")}
		got := o.Day(d, facility.Open)
		speak := strongest(o.Rules, d)
		for m := 0; m < 24*60; m += 7 {
			at := facility.Clock(fmt.Sprintf("%02d:%02d", m/60, m%60))
			want := slices.ContainsFunc(speak, func(r facility.Rule) bool { return !r.Closed && r.Opens <= at && at < r.Closes })
			if slices.ContainsFunc(got.Open, func(i facility.Interval) bool { return i.Opens <= at && at < i.Closes }) != want {
				rt.Fatalf("at %s: %+v of %+v", at, got, o.Rules)
			}
		}
		for i := 1; i < len(got.Open); i++ {
			if got.Open[i].Opens <= got.Open[i-1].Closes {
				rt.Fatalf("not apart: %+v", got.Open)
			}
		}
		if o.Day(d, facility.Suspended).Open == nil || len(o.Day(d, facility.Suspended).Open) != 0 {
			rt.Fatal("open while suspended")
		}
	})
}

// strongest finds the rules that decide a day, said in another way than the program does.
func strongest(rules []facility.Rule, d calendar.Day) []facility.Rule {
	applies := map[facility.Layer]bool{facility.Regular: true, facility.Exception: true, facility.OnHoliday: d.Kind == calendar.Holiday,
		facility.InTerm: d.School == calendar.InTerm, facility.Vacation: d.School == calendar.Vacation}
	best, found := -1, []facility.Rule{}
	for _, r := range rules {
		rank := slices.Index(facility.Layers(), r.Layer)
		if !applies[r.Layer] || len(r.Weekdays) > 0 && !slices.Contains(r.Weekdays, int32(d.Weekday)) || rank < best {
			continue
		}
		if rank > best {
			best, found = rank, nil
		}
		found = append(found, r)
	}
	return found
}

// A machine of the same shape, written apart, must agree with the program after any run of commands.
func TestARandomRunOfCommandsLeavesWhatTheStateMachineSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	next := map[string]facility.Status{"planned build": "building", "planned open": "open", "building open": "open", "open suspend": "suspended",
		"suspended resume": "open", "open close": "closed", "suspended close": "closed", "planned cancel": "closed", "building cancel": "closed"}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		in := station(fmt.Sprintf("第%d服务站", n))
		in.Status, in.OpenedOn, in.Confirm = facility.Planned, "", []string{"possible_duplicate"}
		f, err := w.Create(w.system(), in)
		must(t, err)
		for range rapid.IntRange(1, 8).Draw(rt, "commands") {
			c := rapid.SampledFrom([]facility.Command{facility.Build, facility.OpenUp, facility.Suspend, facility.Resume, facility.Close, facility.Cancel}).Draw(rt, "command")
			want, legal := next[string(f.Status)+" "+string(c)]
			after, err := w.Move(w.system(), f.ID, f.Version, c, facility.CommandInput{Reason: "随机"})
			if legal != (err == nil) || legal && (after.Status != want || after.Version != f.Version+1) {
				rt.Fatalf("%s when %s: %v", c, f.Status, err)
			}
			if legal {
				f = after
			}
		}
		states, err := w.States(w.system(), f.ID)
		must(t, err)
		last := slices.IndexFunc(states, func(s facility.State) bool { return s.ToDay == nil })
		if last < 0 || states[last].Status != f.Status {
			rt.Fatalf("%+v is not %s at the end", states, f.Status)
		}
	})
}
