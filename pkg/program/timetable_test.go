package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// classroom is a cohort with a room of its own in a facility.
func (w *world) classroom(change ...func(*program.CohortInput)) (*program.Cohort, *facility.Space) {
	w.Helper()
	f := w.station()
	room := w.room(f, "多功能教室")
	in := term()
	in.SpaceID = &room.ID
	for _, c := range change {
		c(&in)
	}
	c, err := w.AddCohort(w.system(), w.programme(f).ID, in)
	must(w.T, err)
	return c, room
}

func afternoons() program.RuleInput {
	return program.RuleInput{RRule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", Starts: "16:30", Minutes: 90, ToDay: "2026-12-04", Layer: program.SchoolDays}
}

// sessions tells each session of a cohort as a line.
func (w *world) sessions(cohort uuid.UUID) []string {
	w.Helper()
	rows, err := w.Sessions(w.system(), program.SessionFilter{Cohort: &cohort, Limit: 1001})
	must(w.T, err)
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = r.StartsAt.In(division.China).Format("01-02 15:04") + "-" + r.EndsAt.In(division.China).Format("15:04") + " " + r.SpaceName + " " + string(r.Status)
	}
	return lines
}

func (w *world) first(cohort uuid.UUID) program.Session {
	w.Helper()
	rows, err := w.Sessions(w.system(), program.SessionFilter{Cohort: &cohort, Limit: 1})
	must(w.T, err)
	return rows[0]
}

func (w *world) is(got []string, want ...string) {
	w.Helper()
	if !slices.Equal(got, want) {
		w.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestRulesThatMakeNoSenseAreRefusedAndLeaveNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	elsewhere := w.room(w.station(func(in *facility.Input) { in.Name = "横桥社区服务站"; in.Division = community2 }), "101")
	cases := []struct {
		name   string
		change func(*program.RuleInput)
		field  string
	}{
		{"fires each second", func(in *program.RuleInput) { in.RRule = "FREQ=SECONDLY" }, "rrule rule_too_often"},
		{"fires each minute", func(in *program.RuleInput) { in.RRule = "FREQ=MINUTELY;INTERVAL=5" }, "rrule rule_too_often"},
		{"fires each hour", func(in *program.RuleInput) { in.RRule = "freq=hourly" }, "rrule rule_too_often"},
		{"fires twice a day", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;BYHOUR=9,16" }, "rrule rule_too_often"},
		{"fires each second of a day", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;BYSECOND=1,2,3" }, "rrule rule_too_often"},
		{"never ends", func(in *program.RuleInput) { in.ToDay = "" }, "rrule rule_never_ends"},
		{"never ends either", func(in *program.RuleInput) { in.ToDay, in.RRule = "", "FREQ=DAILY;COUNT=0" }, "rrule rule_never_ends"},
		{"is nothing", func(in *program.RuleInput) { in.RRule = "  " }, "rrule required"},
		{"is no rule", func(in *program.RuleInput) { in.RRule = "every Monday" }, "rrule rule_part"},
		{"has no frequency", func(in *program.RuleInput) { in.RRule = "BYDAY=MO" }, "rrule rule_unreadable"},
		{"has an unknown weekday", func(in *program.RuleInput) { in.RRule = "FREQ=WEEKLY;BYDAY=XX" }, "rrule rule_unreadable"},
		{"goes backwards", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;INTERVAL=-1" }, "rrule rule_unreadable"},
		{"counts backwards", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;COUNT=-5" }, "rrule rule_unreadable"},
		{"leaps far", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;INTERVAL=1000000000" }, "rrule rule_interval"},
		{"says a part twice", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;FREQ=WEEKLY" }, "rrule rule_part"},
		{"brings a start of its own", func(in *program.RuleInput) { in.RRule = "DTSTART=20000101T000000Z;FREQ=DAILY" }, "rrule rule_part"},
		{"brings a second line", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY\nEXDATE:20261201" }, "rrule rule_unreadable"},
		{"has a day that never comes", func(in *program.RuleInput) { in.RRule = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30" }, "rrule rule_gives_no_day"},
		{"is only in a vacation that nobody has set", func(in *program.RuleInput) { in.Layer = program.Vacation }, "rrule rule_gives_no_day"},
		{"ended before it begins", func(in *program.RuleInput) { in.RRule += ";UNTIL=20200101" }, "rrule rule_gives_no_day"},
		{"goes on behind its cohort", func(in *program.RuleInput) { in.ToDay = "2027-01-16" }, "to_day date_after"},
		{"begins before its cohort", func(in *program.RuleInput) { in.FromDay = "2026-11-22" }, "from_day date_order"},
		{"ends before it begins", func(in *program.RuleInput) { in.FromDay = "2026-12-05" }, "to_day date_order"},
		{"has no time", func(in *program.RuleInput) { in.Starts = "24:30" }, "starts invalid_time"},
		{"takes no time", func(in *program.RuleInput) { in.Minutes = 4 }, "minutes out_of_range"},
		{"has an unknown layer", func(in *program.RuleInput) { in.Layer = "moon" }, "layer invalid_value"},
		{"has an exception that is no day", func(in *program.RuleInput) { in.ExceptDays = []division.Day{"2026-13-01"} }, "except_days.0 invalid_date"},
		{"is in a room of another facility", func(in *program.RuleInput) { in.SpaceID = &elsewhere.ID }, "space_id space_not_found"},
	}
	for _, x := range cases {
		in := afternoons()
		x.change(&in)
		w.unchanged(func() {
			_, err := w.AddRule(w.system(), c.ID, in)
			if err == nil {
				t.Fatalf("a rule that %s was taken", x.name)
			}
			w.code(err, "invalid_input", x.field)
		})
	}
}

func TestTheTimetableGivesSchoolDaysAndGeneratingTwiceAddsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	in := afternoons()
	in.ExceptDays = []division.Day{"2026-11-26"}
	_, err := w.AddRule(w.system(), c.ID, in)
	must(t, err)
	var want []string
	for _, d := range []string{"11-23", "11-24", "11-25", "11-27", "11-30", "12-01", "12-02", "12-03", "12-04"} {
		want = append(want, d+" 16:30-18:00 多功能教室 planned")
	}
	w.is(w.sessions(c.ID), want...)
	before := w.counts()
	done, err := w.Generate(w.system(), c.ID)
	must(t, err)
	if *done != (program.Generated{Kept: 9}) || w.counts() != before {
		t.Fatalf("%+v", done)
	}
}

func TestAMakeUpSaturdayIsASchoolDayAndAPublicHolidayIsNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Calendar.SetYear(w.system(), 2027, 0, calendar.YearInput{Source: "国务院办公厅通知", Days: []calendar.SetDay{
		{Day: "2027-01-01", Kind: calendar.Holiday, Name: "元旦"}, {Day: "2027-01-09", Kind: calendar.Workday, Name: "元旦"}}})
	must(t, err)
	_, err = w.Calendar.SetTerms(w.system(), xihu, 0, calendar.TermsInput{Terms: []calendar.Term{
		{FromDay: "2026-09-01", ToDay: "2027-01-10", Kind: calendar.InTerm, Name: "第一学期"}, {FromDay: "2027-01-11", ToDay: "2027-02-20", Kind: calendar.Vacation, Name: "寒假"}}})
	must(t, err)
	c, _ := w.classroom()
	in := afternoons()
	in.FromDay, in.ToDay, in.RRule = "2026-12-31", "2027-01-15", "FREQ=WEEKLY;BYDAY=TH,FR"
	p, err := w.Preview(w.system(), c.ID, in, nil)
	must(t, err)
	var days []string
	for _, s := range p.Sessions {
		days = append(days, fmt.Sprint(s.Day, " ", s.MakeUp))
	}
	w.is(days, "2026-12-31 false", "2027-01-07 false", "2027-01-08 false", "2027-01-09 true")
	if got := fmt.Sprint(p.LeftOut); got != "[{2027-01-01 holiday 元旦} {2027-01-14 vacation } {2027-01-15 vacation }]" || !p.TermsKnown || !p.HolidaysKnown {
		t.Fatalf("%s %v %v", got, p.TermsKnown, p.HolidaysKnown)
	}
	in.Layer = program.Vacation
	_, err = w.AddRule(w.system(), c.ID, in)
	must(t, err)
	w.is(w.sessions(c.ID), "01-14 16:30-18:00 多功能教室 planned", "01-15 16:30-18:00 多功能教室 planned")
}

func TestAnEndThatIsADateIncludesThatDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	in := afternoons()
	in.ToDay, in.RRule = "", "FREQ=DAILY;UNTIL=20261125"
	_, err := w.AddRule(w.system(), c.ID, in)
	must(t, err)
	w.is(w.sessions(c.ID), "11-23 16:30-18:00 多功能教室 planned", "11-24 16:30-18:00 多功能教室 planned", "11-25 16:30-18:00 多功能教室 planned")
}

func TestChangingARuleTouchesOnlySessionsAheadThatNobodyMovedOrCancelled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, room := w.classroom()
	in := afternoons()
	in.ToDay = "2026-11-27"
	r, err := w.AddRule(w.system(), c.ID, in)
	must(t, err)
	rows, err := w.Sessions(w.system(), program.SessionFilter{Cohort: &c.ID, Limit: 10})
	must(t, err)
	_, err = w.MoveSession(w.system(), rows[1].ID, 1, program.SessionInput{Day: "2026-11-28", Starts: "09:00", Minutes: 60, Reason: "教室装修"})
	must(t, err)
	_, err = w.CancelSession(w.system(), rows[2].ID, 1, program.CancelInput{Reason: "台风"})
	must(t, err)
	must(t, w.DB.Read(w.system()).Exec("UPDATE programme_sessions SET status = 'done' WHERE id = ?", rows[0].ID).Error)
	in.Starts, in.RRule = "17:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"
	r, err = w.UpdateRule(w.system(), c.ID, r.ID, 1, in)
	must(t, err)
	w.is(w.sessions(c.ID), "11-23 16:30-18:00 多功能教室 done", "11-25 16:30-18:00 多功能教室 cancelled", "11-26 17:00-18:30 多功能教室 planned", "11-28 09:00-10:00 多功能教室 planned")
	must(t, w.RemoveRule(w.system(), c.ID, r.ID, 2))
	w.is(w.sessions(c.ID), "11-23 16:30-18:00 多功能教室 done", "11-25 16:30-18:00 多功能教室 cancelled", "11-28 09:00-10:00 多功能教室 planned")
	if got := w.counts(); got[2] != 0 || got[4] != 2 { // what was and what was moved still have the room
		t.Fatalf("%d rules, %d bookings of %s", got[2], got[4], room.Name)
	}
}

func TestARoomCannotBeTakenTwiceAndTheClashIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, room := w.classroom()
	_, err := w.AddRule(w.system(), c.ID, afternoons())
	must(t, err)
	other, err := w.AddCohort(w.system(), c.ProgrammeID, program.CohortInput{Name: "二班", Places: 10, FirstDay: "2026-11-23", LastDay: "2026-12-31", SpaceID: &room.ID})
	must(t, err)
	in := afternoons()
	in.RRule, in.Starts = "FREQ=WEEKLY;BYDAY=WE", "17:59"
	w.unchanged(func() {
		_, err := w.AddRule(w.system(), other.ID, in)
		w.code(err, "space_taken")
		if want := "space_taken label=四点半课堂 一班 space=多功能教室 when=2026-11-25 16:30–18:00"; err.Error() != want {
			t.Fatalf("%s", err)
		}
		_, err = w.AddSession(w.system(), other.ID, program.SessionInput{Day: "2026-11-27", Starts: "16:00", Minutes: 31})
		w.code(err, "space_taken")
	})
	p, err := w.Preview(w.system(), other.ID, in, nil)
	must(t, err)
	if len(p.Clashes) != 2 || p.Clashes[0].Label != "四点半课堂 一班" || len(p.Sessions) != 2 {
		t.Fatalf("%+v", p)
	}
	in.Starts = "18:00" // one ends as the other begins
	r, err := w.AddRule(w.system(), other.ID, in)
	must(t, err)
	in.Starts = "17:00"
	w.unchanged(func() {
		_, err = w.UpdateRule(w.system(), other.ID, r.ID, 1, in)
		w.code(err, "space_taken")
	})
	in.Starts = "18:30" // overlaps only with itself as it was
	p, err = w.Preview(w.system(), other.ID, in, &r.ID)
	must(t, err)
	if len(p.Clashes) != 0 {
		t.Fatalf("%+v", p.Clashes)
	}
	_, err = w.UpdateRule(w.system(), other.ID, r.ID, 1, in)
	must(t, err)
	_, err = w.AddRule(w.system(), other.ID, program.RuleInput{RRule: "FREQ=WEEKLY;BYDAY=WE,TH", Starts: "19:00", Minutes: 60, ToDay: "2026-12-04"})
	w.code(err, "space_taken")
}

func TestRaceForARoomHasOneWinner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, room := w.classroom()
	const racers = 8
	cohorts := make([]uuid.UUID, racers)
	for i := range cohorts {
		x, err := w.AddCohort(w.system(), c.ProgrammeID, program.CohortInput{Name: fmt.Sprint(i), Places: 10, FirstDay: "2026-11-23", LastDay: "2026-12-31", SpaceID: &room.ID})
		must(t, err)
		cohorts[i] = x.ID
	}
	won := make(chan error, racers)
	for i, id := range cohorts {
		go func() {
			in := afternoons()
			in.Starts = fmt.Sprintf("16:%02d", i*5) // all overlap
			_, err := w.AddRule(w.system(), id, in)
			won <- err
		}()
	}
	winners := 0
	for range racers {
		if err := <-won; err == nil {
			winners++
		} else {
			w.code(err, "space_taken")
		}
	}
	if n := w.counts(); winners != 1 || n[3] != 10 || n[4] != 10 || n[2] != 1 {
		t.Fatalf("%d winners, rows %v", winners, n)
	}
}

func TestASessionIsMovedCancelledAndAddedWithinReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	s, err := w.AddSession(w.system(), c.ID, program.SessionInput{Day: "2026-11-24", Starts: "09:00", Minutes: 60})
	must(t, err)
	refused := []struct {
		in    program.SessionInput
		field string
	}{
		{program.SessionInput{Day: "2026-11-23", Starts: "09:59", Minutes: 60}, "starts session_in_past"},
		{program.SessionInput{Day: "2027-01-16", Starts: "09:00", Minutes: 60}, "day outside_cohort"},
		{program.SessionInput{Day: "2026-11-25", Starts: "9:00", Minutes: 60}, "starts invalid_time"},
		{program.SessionInput{Day: "2026-11-25", Starts: "09:00", Minutes: 0}, "minutes out_of_range"},
		{program.SessionInput{Day: "", Starts: "09:00", Minutes: 60}, "day required"},
	}
	for _, x := range refused {
		w.unchanged(func() {
			_, err := w.MoveSession(w.system(), s.ID, 1, x.in)
			w.code(err, "invalid_input", x.field)
		})
	}
	w.unchanged(func() {
		_, err := w.CancelSession(w.system(), s.ID, 1, program.CancelInput{})
		w.code(err, "invalid_input", "reason required")
		_, err = w.CancelSession(w.system(), s.ID, 2, program.CancelInput{Reason: "x"})
		w.code(err, "stale_version")
		_, err = w.CancelSession(w.as(authz.CentreStaff, binjiang), s.ID, 1, program.CancelInput{Reason: "x"})
		w.code(err, "not_found")
		_, err = w.CancelSession(w.as(authz.CommitteeMember, xihu), s.ID, 1, program.CancelInput{Reason: "x"})
		w.code(err, "forbidden")
	})
	s, err = w.MoveSession(w.as(authz.CentreStaff, xihu), s.ID, 1, program.SessionInput{Day: "2026-11-25", Starts: "10:00", Minutes: 45})
	must(t, err)
	if !s.Moved || s.Version != 2 || s.EndsAt.Sub(s.StartsAt) != 45*time.Minute {
		t.Fatalf("%+v", s)
	}
	s, err = w.CancelSession(w.system(), s.ID, 2, program.CancelInput{Reason: "停电"})
	must(t, err)
	_, err = w.MoveSession(w.system(), s.ID, 3, program.SessionInput{Day: "2026-11-26", Starts: "10:00", Minutes: 45})
	w.code(err, "session_not_planned")
	if n := w.counts(); s.Status != program.SessionCancelled || s.Reason != "停电" || n[4] != 0 {
		t.Fatalf("%+v %v", s, n)
	}
}

func TestFinishingACohortCancelsWhatLiesAheadForAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	_, err := w.AddRule(w.system(), c.ID, afternoons())
	must(t, err)
	w.unchanged(func() {
		_, err := w.MoveCohort(w.system(), c.ID, 1, program.Archive, program.CommandInput{})
		w.code(err, "invalid_input", "reason required")
	})
	_, err = w.MoveCohort(w.system(), c.ID, 1, program.Archive, program.CommandInput{Reason: "报名不足"})
	must(t, err)
	if n := w.counts(); n[4] != 0 || w.first(c.ID).Status != program.SessionCancelled {
		t.Fatalf("%v", n)
	}
	_, err = w.AddRule(w.system(), c.ID, afternoons())
	w.code(err, "cohort_over")
}

func TestCohortsAndSessionsFollowTheirFacilityToAnotherCommunity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.facilities.Moved = []facility.Mover{w.Follow}
	c, _ := w.classroom()
	_, err := w.AddRule(w.system(), c.ID, afternoons())
	must(t, err)
	_, err = w.facilities.Update(w.system(), c.FacilityID, 1, func(in facility.Input) (facility.Input, error) {
		in.Division = community2
		return in, nil
	})
	must(t, err)
	p, err := w.Get(w.as(authz.CentreStaff, community2), c.ProgrammeID)
	must(t, err)
	moved, err := w.Cohort(w.as(authz.CentreStaff, community2), c.ID)
	must(t, err)
	if s := w.first(c.ID); p.Division != community2 || p.Version != 2 || moved.Division != community2 || s.Division != community2 {
		t.Fatalf("%s %s %s", p.Division, moved.Division, s.Division)
	}
}
