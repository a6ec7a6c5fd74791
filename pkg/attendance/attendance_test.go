package attendance_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/attendance"
	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/task"
)

const community division.Code = "330106109001"

// start is when the session of these tests begins: half past four.
var start = time.Date(2026, 11, 23, 16, 30, 0, 0, division.China)

type world struct {
	*testing.T
	*attendance.Service
	people   *people.Service
	tasks    *task.Service
	now      time.Time
	facility uuid.UUID
	session  uuid.UUID
	cohort   uuid.UUID
}

func newWorld(t *testing.T) *world {
	t.Helper()
	key, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(key)
	must(t, err)
	d := dbtest.New(t)
	w := &world{T: t, now: start}
	clock := func() time.Time { return w.now }
	w.Service, w.people, w.tasks = &attendance.Service{DB: d, Now: clock}, &people.Service{DB: d, Secret: box, Now: clock}, &task.Service{DB: d, Now: clock}
	w.facility, w.session, w.cohort = uuid.New(), uuid.New(), uuid.New()
	room, programme := uuid.New(), uuid.New()
	w.exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
		('330106000000', '330100000000', 3, '西湖区', '2000-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '2000-01-01'), ('330106109001', '330106109000', 5, '转塘社区', '2000-01-01')`)
	w.exec("INSERT INTO facilities (id, county, division, kind, name, status) VALUES (?, '330106', ?, 'service_station', '转塘社区服务站', 'open')", w.facility, community)
	w.exec("INSERT INTO spaces (id, county, facility_id, name, kind) VALUES (?, '330106', ?, '教室', 'classroom')", room, w.facility)
	w.exec("INSERT INTO programmes (id, county, division, facility_id, kind, name, status) VALUES (?, '330106', ?, ?, 'four_thirty_class', '四点半课堂', 'published')", programme, community, w.facility)
	w.exec(`INSERT INTO cohorts (id, county, division, programme_id, facility_id, name, phase, places, children_per_adult, first_day, last_day)
		VALUES (?, '330106', ?, ?, ?, '一班', 'running', 1000, 1, '2026-09-01', '2027-01-15')`, w.cohort, community, programme, w.facility)
	w.exec(`INSERT INTO programme_sessions (id, county, division, cohort_id, facility_id, space_id, starts_at, ends_at) VALUES (?, '330106', ?, ?, ?, ?, ?, ?)`,
		w.session, community, w.cohort, w.facility, room, start, start.Add(90*time.Minute))
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) system() context.Context { return authz.System(w.Context()) }

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	must(w.T, w.DB.Read(w.system()).Exec(sql, args...).Error)
}

func (w *world) count(table string) (n int64) {
	w.Helper()
	must(w.T, w.DB.Read(w.system()).Table(table).Count(&n).Error)
	return n
}

// enrolled is a child of the cohort since the first day of term.
func (w *world) enrolled(name string, guardians ...people.GuardianInput) uuid.UUID {
	w.Helper()
	c, err := w.people.Register(w.system(), people.Registration{Guardians: guardians, ChildInput: people.ChildInput{Division: community, Name: name,
		Sex: people.Male, BirthDate: "2018-05-01", IdentityAbsent: "not_given", Confirm: []string{"possible_duplicate_child"}}})
	must(w.T, err)
	w.exec(`INSERT INTO enrolments (id, county, division, cohort_id, child_id, child_name, child_sex, child_birth, status, number, enrolled_on)
		VALUES (?, '330106', ?, ?, ?, ?, 'male', '2018-05-01', 'enrolled', ?, '2026-09-01')`, uuid.New(), community, w.cohort, c.ID, name, w.count("enrolments")+1)
	return c.ID
}

func (w *world) mark(child uuid.UUID, m attendance.Mark, reason ...string) (*attendance.Marked, error) {
	in := attendance.MarksInput{Marks: []attendance.MarkInput{{ChildID: child, Mark: m}}}
	if len(reason) > 0 {
		in.Reason = reason[0]
	}
	return w.Mark(w.system(), w.session, in)
}

func (w *world) entry(child uuid.UUID) attendance.Entry {
	w.Helper()
	roll, err := w.Roll(w.system(), w.session)
	must(w.T, err)
	for _, e := range roll.Children {
		if e.ChildID == child {
			return e
		}
	}
	w.Fatal("not on the roll")
	return attendance.Entry{}
}

// refused expects a fault, for an input by its first field, that leaves nothing behind.
func (w *world) refused(want string, err error, before int64) {
	w.Helper()
	got := fault.Code(err)
	var e *fault.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		got = e.Fields[0].Name + ": " + e.Fields[0].Code
	}
	if got != want {
		w.Errorf("got %v, want %s", err, want)
	}
	if n := w.rows(); n != before {
		w.Errorf("%s left %d rows", want, n-before)
	}
}

func (w *world) rows() int64 {
	return w.count("attendances") + w.count("handovers") + w.count("events")
}

func TestTheSameMarkAgainChangesNothingAndAnotherKeepsTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child := w.enrolled("小明")
	for i, step := range []struct {
		mark attendance.Mark
		want attendance.Marked
	}{
		{attendance.Absent, attendance.Marked{New: 1}}, {attendance.Absent, attendance.Marked{Unchanged: 1}},
		{attendance.Late, attendance.Marked{Corrected: 1}}, {attendance.Present, attendance.Marked{Corrected: 1}},
	} {
		got, err := w.mark(child, step.mark)
		must(t, err)
		if *got != step.want {
			t.Errorf("step %d: %+v", i, *got)
		}
	}
	e := w.entry(child)
	if *e.Mark != attendance.Present || *e.FirstMark != attendance.Absent {
		t.Errorf("%+v", e)
	}
	if n := w.count("events"); n != 4 { // the child, and three marks that changed something
		t.Errorf("%d events", n)
	}
}

func TestOfFiveHundredMarksWithThreeWrongNoneIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := attendance.MarksInput{Marks: make([]attendance.MarkInput, 500)}
	for i := range in.Marks {
		in.Marks[i] = attendance.MarkInput{ChildID: w.enrolled(fmt.Sprintf("儿童%d", i)), Mark: attendance.Present}
	}
	good := in.Marks[7]
	for i, wrong := range []int{7, 100, 499} {
		in.Marks[wrong].ChildID = uuid.New()
		_ = i
	}
	before := w.rows()
	_, err := w.Mark(w.system(), w.session, in)
	w.refused("marks.7.child_id: child_not_on_roll", err, before)
	var e *fault.Error
	if !errors.As(err, &e) || len(e.Fields) != 3 {
		t.Errorf("%v", err)
	}
	in.Marks = []attendance.MarkInput{good, good}
	_, err = w.Mark(w.system(), w.session, in)
	w.refused("marks.1.child_id: child_named_twice", err, before)
}

func TestARollIsOpenFromTwoHoursBeforeToTheEndOfItsDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child := w.enrolled("小明")
	before := w.rows()
	w.now = start.Add(-2*time.Hour - time.Second)
	_, err := w.mark(child, attendance.Present)
	w.refused("roll_not_open", err, before)
	w.now = start.Add(8 * time.Hour)
	_, err = w.mark(child, attendance.Present)
	w.refused("reason: correction_needs_reason", err, before)
	_, err = w.mark(child, attendance.Present, "当天忘记点名")
	must(t, err)
}

func TestOnlyWhoMayPickUpGetsTheChildAndABarOutweighsEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	child := w.enrolled("小明", people.GuardianInput{Name: "母亲", Relation: "mother", MayPickUp: true},
		people.GuardianInput{Name: "舅舅", Relation: "relative"}, people.GuardianInput{Name: "父亲", Relation: "father", Barred: true, BarredWhy: "人身安全保护令"})
	ups := w.entry(child).PickUps
	if len(ups) != 3 || ups[0].Name != "母亲" || !ups[2].Barred {
		t.Fatalf("%+v", ups)
	}
	hand := func(in attendance.HandoverInput) (*attendance.Handover, error) {
		in.ChildID = child
		if in.CheckedBy == "" {
			in.CheckedBy = "known"
		}
		return w.HandOver(w.system(), w.session, in)
	}
	before := w.rows()
	_, err := hand(attendance.HandoverInput{GuardianID: &ups[0].GuardianID})
	w.refused("child_not_there", err, before)
	_, err = w.mark(child, attendance.Present)
	must(t, err)
	before = w.rows()
	_, err = hand(attendance.HandoverInput{GuardianID: &ups[1].GuardianID})
	w.refused("reason: pick_up_needs_reason", err, before)
	_, err = hand(attendance.HandoverInput{Person: "邻居"})
	w.refused("reason: pick_up_needs_reason", err, before)
	_, err = hand(attendance.HandoverInput{})
	w.refused("person: required", err, before)
	for _, in := range []attendance.HandoverInput{{GuardianID: &ups[2].GuardianID, Reason: "母亲同意"}, {Person: "父亲", Reason: "母亲同意", CheckedBy: "document"}} {
		h, err := hand(in)
		must(t, err)
		if !h.Refused || h.Person != "父亲" {
			t.Errorf("%+v", h)
		}
	}
	if e := w.entry(child); e.PickedUpAt != nil {
		t.Errorf("%+v", e)
	}
	before = w.rows()
	w.refused("children_still_there", w.Finish(w.system(), w.session), before)
	h, err := hand(attendance.HandoverInput{GuardianID: &ups[0].GuardianID, CheckedBy: "photo"})
	must(t, err)
	if h.Refused || *w.entry(child).PickedUpBy != "母亲" {
		t.Errorf("%+v", h)
	}
	before = w.rows()
	_, err = hand(attendance.HandoverInput{GuardianID: &ups[0].GuardianID})
	w.refused("picked_up_already", err, before)
	must(t, w.Finish(w.system(), w.session))
}

func TestAlertsAreMadeOnceAndEndWithTheMarkOrTheHandOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, gone := w.enrolled("小明"), w.enrolled("小红")
	open := func() (all []string) {
		t.Helper()
		rows, err := w.tasks.List(w.system(), task.Filter{Limit: 10})
		must(t, err)
		for _, r := range rows {
			all = append(all, string(r.Kind)+" "+r.ChildName)
		}
		return all
	}
	expect := func(want ...string) {
		t.Helper()
		must(t, w.Alert(t.Context()))
		must(t, w.Alert(t.Context()))
		if got := open(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: open are %v, want %v", w.now, got, want)
		}
	}
	_, err := w.mark(here, attendance.Present)
	must(t, err)
	w.now = start.Add(15*time.Minute - time.Second)
	expect()
	w.now = start.Add(3 * time.Hour) // the program was down as both fell due
	expect("no_show 小红", "not_picked_up 小明")
	_, err = w.mark(gone, attendance.Excused)
	must(t, err)
	expect("not_picked_up 小明")
	_, err = w.HandOver(w.system(), w.session, attendance.HandoverInput{ChildID: here, Person: "祖母", Reason: "母亲来电", CheckedBy: "document"})
	must(t, err)
	expect()
}

func TestTooFewAdultsAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.mark(w.enrolled("小明"), attendance.Present)
	must(t, err)
	roll, err := w.Roll(w.system(), w.session)
	must(t, err)
	if !roll.TooFewAdults || roll.Adults != 0 || roll.Stage != attendance.Now || roll.Status != "running" {
		t.Errorf("%+v", roll)
	}
}
