package enrolment_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/enrolment"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

const community division.Code = "330106109001"

type world struct {
	*testing.T
	*enrolment.Service
	programs *program.Service
	facility *facility.Facility

	clock sync.Mutex
	now   time.Time
}

func (w *world) time() time.Time {
	w.clock.Lock()
	defer w.clock.Unlock()
	return w.now
}

func (w *world) wait(d time.Duration) {
	w.clock.Lock()
	defer w.clock.Unlock()
	w.now = w.now.Add(d)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	key, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(key)
	must(t, err)
	d := dbtest.New(t)
	must(t, d.Read(t.Context()).Exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
		('330000000000', '000000000000', 1, '浙江省', '2000-01-01'), ('330100000000', '330000000000', 2, '杭州市', '2000-01-01'),
		('330106000000', '330100000000', 3, '西湖区', '2000-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '2000-01-01'),
		('330106109001', '330106109000', 5, '转塘社区', '2000-01-01') ON CONFLICT DO NOTHING`).Error)
	w := &world{T: t, now: time.Date(2026, 11, 23, 10, 0, 0, 0, division.China)}
	days := &calendar.Service{DB: d}
	w.Service = &enrolment.Service{DB: d, Now: w.time, People: &people.Service{DB: d, Secret: box, Now: w.time}}
	w.programs = &program.Service{DB: d, Calendar: days, Now: w.time, Changed: []program.Follower{w.Service.Follow}}
	facilities := &facility.Service{DB: d, Secret: box, Now: w.time, Counts: &statistics.Service{DB: d, Now: w.time}, Calendar: days}
	w.facility, err = facilities.Create(w.system(), facility.Input{Name: "转塘社区服务站", Division: community, Kind: facility.ServiceStation, Status: facility.Open, OpenedOn: "2020-03-01"})
	must(t, err)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) system() context.Context { return authz.System(w.Context()) }

// cohort takes enrolments for children of 6 to 12 years.
func (w *world) cohort(places int, way program.Allocation) *program.Cohort {
	w.Helper()
	p, err := w.programs.Create(w.system(), program.ProgrammeInput{FacilityID: w.facility.ID, Kind: program.FourThirtyClass, Name: "四点半课堂", AgeMin: 6, AgeMax: 12})
	must(w.T, err)
	c, err := w.programs.AddCohort(w.system(), p.ID, program.CohortInput{Name: "一班", Places: places, Allocation: way, FirstDay: "2026-11-23", LastDay: "2027-01-15"})
	must(w.T, err)
	_, err = w.programs.Move(w.system(), p.ID, 1, program.Publish, program.CommandInput{})
	must(w.T, err)
	c, err = w.programs.MoveCohort(w.system(), c.ID, 1, program.OpenUp, program.CommandInput{})
	must(w.T, err)
	return c
}

// child is eight years old, and its mother has consented.
func (w *world) child(name string, edit ...func(*people.Registration)) *people.Child {
	w.Helper()
	in := people.Registration{
		ChildInput: people.ChildInput{Division: community, Name: name, Sex: people.Female, BirthDate: "2018-05-01", IdentityAbsent: "not_given", Confirm: []string{"possible_duplicate_child"}},
		Guardians:  []people.GuardianInput{{Name: "母亲", Relation: "mother", Legal: true, Consents: []people.Purpose{people.ForProgramme}}},
	}
	for _, e := range edit {
		e(&in)
	}
	c, err := w.People.Register(w.system(), in)
	must(w.T, err)
	return c
}

func (w *world) ask(c *program.Cohort, children ...*people.Child) ([]enrolment.Enrolment, error) {
	in := enrolment.Request{}
	for _, child := range children {
		in.ChildIDs = append(in.ChildIDs, child.ID)
	}
	return w.Ask(w.system(), c.ID, in)
}

func (w *world) asked(c *program.Cohort, children ...*people.Child) enrolment.Enrolment {
	w.Helper()
	rows, err := w.ask(c, children...)
	must(w.T, err)
	return rows[0]
}

// move carries out a command on the enrolment as it is now.
func (w *world) move(e enrolment.Enrolment, command enrolment.Command) error {
	w.Helper()
	present, err := w.Get(w.system(), e.ID)
	must(w.T, err)
	_, err = w.Move(w.system(), e.ID, present.Version, command, enrolment.CommandInput{Reason: "家里的决定"})
	return err
}

// line tells who stands where, in order of arrival: "enrolled waiting:1".
func (w *world) line(c *program.Cohort) string {
	w.Helper()
	rows, err := w.List(w.system(), enrolment.Filter{Cohort: &c.ID, Limit: 1000})
	must(w.T, err)
	var all []string
	for _, e := range rows {
		s := string(e.Status)
		if e.Position != nil {
			s += fmt.Sprintf(":%d", *e.Position)
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func (w *world) places(c *program.Cohort) [2]int {
	w.Helper()
	now, err := w.programs.Cohort(w.system(), c.ID)
	must(w.T, err)
	return [2]int{now.Taken, now.Waiting}
}

func (w *world) count(table string) (n int64) {
	w.Helper()
	must(w.T, w.DB.Read(w.system()).Table(table).Count(&n).Error)
	return n
}

// refused expects a fault that leaves nothing behind.
func (w *world) refused(code string, do func() error) {
	w.Helper()
	events, rows := w.count("events"), w.count("enrolments")
	if err := do(); fault.Code(err) != code {
		w.Errorf("got %v, want %s", err, code)
	}
	if e, r := w.count("events"), w.count("enrolments"); e != events || r != rows {
		w.Errorf("%s left %d events and %d enrolments", code, e-events, r-rows)
	}
}

func TestPlacesGoToWhoComesFirstAndTheOthersWaitInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cohort(1, program.FirstCome)
	first := w.asked(c, w.child("甲"))
	second := w.asked(c, w.child("乙"))
	third := w.asked(c, w.child("丙"))
	if got := w.line(c); got != "enrolled waiting:1 waiting:2" {
		t.Fatal(got)
	}
	must(t, w.move(first, enrolment.Withdraw))
	if got := w.line(c); got != "withdrawn offered waiting:1" || w.places(c) != [2]int{1, 1} {
		t.Fatal(got, w.places(c))
	}
	must(t, w.move(second, enrolment.Decline))
	must(t, w.move(third, enrolment.Accept))
	if got := w.line(c); got != "withdrawn declined enrolled" || w.places(c) != [2]int{1, 0} {
		t.Fatal(got, w.places(c))
	}
	w.refused("enrolment_move", func() error { return w.move(second, enrolment.Accept) })
}

func TestAnOfferRunsOutByItselfAndGoesToTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cohort(1, program.FirstCome)
	first, second := w.asked(c, w.child("甲")), w.asked(c, w.child("乙"))
	w.asked(c, w.child("丙"))
	must(t, w.move(first, enrolment.Withdraw))
	w.wait(48*time.Hour - time.Second)
	must(t, w.ExpireOffers(t.Context()))
	if got := w.line(c); got != "withdrawn offered waiting:1" {
		t.Fatal(got)
	}
	w.wait(time.Second)
	w.refused("offer_expired", func() error { return w.move(second, enrolment.Accept) })
	must(t, w.ExpireOffers(t.Context()))
	if got := w.line(c); got != "withdrawn expired offered" || w.places(c) != [2]int{1, 0} {
		t.Fatal(got, w.places(c))
	}
	must(t, w.ExpireOffers(t.Context())) // nothing is due: nothing happens
}

func TestMorePlacesAreOfferedAndAFinishedCohortKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cohort(0, program.FirstCome) // a waiting list only
	w.asked(c, w.child("甲"))
	w.asked(c, w.child("乙"))
	if got := w.line(c); got != "waiting:1 waiting:2" {
		t.Fatal(got)
	}
	now, err := w.programs.Cohort(w.system(), c.ID)
	must(t, err)
	_, err = w.programs.UpdateCohort(w.system(), c.ID, now.Version, program.CohortInput{Name: "一班", Places: 1, FirstDay: c.FirstDay, LastDay: c.LastDay})
	must(t, err)
	if got := w.line(c); got != "offered waiting:1" {
		t.Fatal(got)
	}
	_, err = w.programs.MoveCohort(w.system(), c.ID, now.Version+1, program.Finish, program.CommandInput{Reason: "停办"})
	must(t, err)
	if got := w.line(c); got != "refused refused" || w.places(c) != [2]int{0, 0} {
		t.Fatal(got, w.places(c))
	}
}

func TestSiblingsGetPlacesTogetherOrWaitTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cohort(2, program.FirstCome)
	single := w.asked(c, w.child("甲"))
	w.asked(c, w.child("乙"), w.child("乙妹"))
	last := w.asked(c, w.child("丙"))
	// The place left is too little for both siblings: it is offered to who comes after them.
	if got := w.line(c); got != "enrolled waiting:1 waiting:2 offered" && got != "enrolled waiting:1 waiting:2 waiting:3" {
		t.Fatal(got)
	}
	must(t, w.move(last, enrolment.Withdraw))
	must(t, w.move(single, enrolment.Withdraw))
	if got := w.line(c); got != "withdrawn offered offered withdrawn" {
		t.Fatal(got)
	}
}

func TestPriorityComesBeforeArrival(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cohort(0, program.Priority)
	w.asked(c, w.child("甲"))
	gap := w.child("乙", func(in *people.Registration) { in.BirthDate = "2018-12-01" })
	must(t, w.DB.Read(w.system()).Exec(`INSERT INTO care_gaps (id, county, division, child_id, weekdays, from_time, to_time, from_day, source)
		VALUES (?, '330106', ?, ?, '{1,2,3,4,5}', '15:30', '18:00', '2026-09-01', '入户走访')`, uuid.New(), community, gap.ID).Error)
	e := w.asked(c, gap)
	if e.Priority != 60 || len(e.Reasons) != 3 { // a gap, under eight, and no place
		t.Fatalf("%+v", e)
	}
	if got := w.line(c); got != "waiting:1 waiting:2" {
		t.Fatal(got)
	}
	rows, err := w.List(w.system(), enrolment.Filter{Cohort: &c.ID, Limit: 1})
	must(t, err)
	if rows[0].ChildName != "乙" || *rows[0].Position != 1 {
		t.Errorf("%+v", rows[0])
	}
}

func TestWhoMayNotComeIsToldWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, other := w.cohort(5, program.FirstCome), w.cohort(5, program.FirstCome)
	twice := w.child("甲")
	w.asked(c, twice)
	w.refused("enrolled_already", func() error { _, err := w.ask(c, twice); return err })
	young := w.child("小", func(in *people.Registration) { in.BirthDate = "2020-11-24" })
	w.refused("age_out_of_range", func() error { _, err := w.ask(c, young); return err })
	without := w.child("无", func(in *people.Registration) { in.Guardians = nil })
	w.refused("consent_missing", func() error { _, err := w.ask(c, without); return err })
	w.refused("not_found", func() error {
		_, err := w.Ask(w.system(), c.ID, enrolment.Request{ChildIDs: []uuid.UUID{uuid.New()}})
		return err
	})
	room := uuid.New()
	must(t, w.DB.Read(w.system()).Exec("INSERT INTO spaces (id, county, facility_id, name, kind) VALUES (?, '330106', ?, '教室', 'classroom')", room, w.facility.ID).Error)
	for i, cohort := range []*program.Cohort{c, other} {
		must(t, w.DB.Read(w.system()).Exec(`INSERT INTO programme_sessions (id, county, division, cohort_id, facility_id, space_id, starts_at, ends_at)
			VALUES (?, '330106', ?, ?, ?, ?, ?, ?)`, uuid.New(), community, cohort.ID, w.facility.ID, room, w.now.Add(time.Duration(i)*time.Hour), w.now.Add(2*time.Hour)).Error)
	}
	w.refused("time_clash", func() error { _, err := w.ask(other, twice); return err })
	late := w.child("迟")
	w.wait(100 * 24 * time.Hour)
	w.refused("cohort_past", func() error { _, err := w.ask(c, late); return err })
}

// race lets everybody start at once and gives the errors.
func race(n int, do func(i int) error) []error {
	errs, start := make([]error, n), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Add(1)
		go func() {
			defer all.Done()
			<-start
			errs[i] = do(i)
		}()
	}
	close(start)
	all.Wait()
	return errs
}

func TestTwoHundredRequestsAtOnceForTwentyPlacesGiveExactlyTwenty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	children := make([]*people.Child, 200)
	for i := range children {
		children[i] = w.child(fmt.Sprintf("儿童%d", i))
	}
	for range 50 {
		c := w.cohort(20, program.FirstCome)
		must(t, errors.Join(race(200, func(i int) error { _, err := w.ask(c, children[i]); return err })...))
		rows, err := w.List(w.system(), enrolment.Filter{Cohort: &c.ID, Limit: 1000})
		must(t, err)
		enrolled, waiting := 0, 0
		for i, e := range rows {
			switch {
			case e.Number != int64(i+1):
				t.Fatalf("number %d is followed by %d", i, e.Number)
			case e.Status == enrolment.Enrolled && waiting == 0:
				enrolled++
			case e.Status == enrolment.Waiting && *e.Position == waiting+1:
				waiting++
			default:
				t.Fatalf("%+v", e)
			}
		}
		if enrolled != 20 || waiting != 180 || w.places(c) != [2]int{20, 180} {
			t.Fatal(enrolled, waiting, w.places(c))
		}
		must(t, w.DB.Read(w.system()).Exec("DELETE FROM enrolments").Error)
	}
}

// Some accept, some decline, some let the offer run out, and the job comes in between: no place is given twice, none is lost.
func TestOffersThatRunOutWhileOthersAcceptNeverGiveAPlaceTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 50 {
		c := w.cohort(0, program.FirstCome)
		rows := make([]enrolment.Enrolment, 12)
		for i := range rows {
			rows[i] = w.asked(c, w.child(fmt.Sprintf("儿童%d", i)))
		}
		now, err := w.programs.Cohort(w.system(), c.ID)
		must(t, err)
		_, err = w.programs.UpdateCohort(w.system(), c.ID, now.Version, program.CohortInput{Name: "一班", Places: 4, FirstDay: c.FirstDay, LastDay: c.LastDay})
		must(t, err)
		w.wait(48*time.Hour - time.Millisecond)
		for i, err := range race(12, func(i int) error {
			switch {
			case i%3 == 0:
				w.wait(time.Millisecond)
				return w.ExpireOffers(w.Context())
			case i%3 == 1:
				return w.tryMove(rows[i/3], enrolment.Accept)
			default:
				return w.tryMove(rows[i/3], enrolment.Decline)
			}
		}) {
			if err != nil {
				t.Fatal(i, err)
			}
		}
		must(t, w.ExpireOffers(w.Context()))
		held := strings.Count(w.line(c), "enrolled") + strings.Count(w.line(c), "offered")
		waiting := strings.Count(w.line(c), "waiting")
		if held != 4 || w.places(c) != [2]int{held, waiting} || waiting == 0 {
			t.Fatalf("%s: %v", w.line(c), w.places(c))
		}
		w.now = time.Date(2026, 11, 23, 10, 0, 0, 0, division.China)
	}
}

// tryMove takes it for right that somebody else, or time, was first.
func (w *world) tryMove(e enrolment.Enrolment, command enrolment.Command) error {
	present, err := w.Get(w.system(), e.ID)
	if err != nil {
		return err
	}
	_, err = w.Move(w.system(), e.ID, present.Version, command, enrolment.CommandInput{})
	switch fault.Code(err) {
	case "stale_version", "enrolment_move", "offer_expired":
		return nil
	}
	return err
}
