package program_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

const (
	xihu       division.Code = "330106000000"
	community  division.Code = "330106109001"
	community2 division.Code = "330106109002"
	binjiang   division.Code = "330108000000"
)

// now is the day of every test here: Monday, 2026-11-23, ten in the morning in China.
var now = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

type world struct {
	*testing.T
	*program.Service
	facilities *facility.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	text, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(text)
	must(t, err)
	d := dbtest.New(t)
	clock := func() time.Time { return now }
	must(t, d.Read(t.Context()).Exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
 ('330000000000', '000000000000', 1, '浙江省', '2000-01-01'), ('330100000000', '330000000000', 2, '杭州市', '2000-01-01'),
 ('330106000000', '330100000000', 3, '西湖区', '2000-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '2000-01-01'),
 ('330106109001', '330106109000', 5, '转塘社区', '2000-01-01'), ('330106109002', '330106109000', 5, '横桥社区', '2000-01-01'),
 ('330108000000', '330100000000', 3, '滨江区', '2000-01-01') ON CONFLICT DO NOTHING`).Error)
	days := &calendar.Service{DB: d}
	return &world{t, &program.Service{DB: d, Calendar: days, Now: clock},
		&facility.Service{DB: d, Secret: box, Now: clock, Counts: &statistics.Service{DB: d, Now: clock}, Calendar: days}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) system() context.Context { return authz.System(w.Context()) }

// as is somebody with one role in one division, perhaps for one organisation only.
func (w *world) as(role authz.Role, code division.Code, organisation ...uuid.UUID) context.Context {
	g := authz.Grant{Role: role, Division: code}
	if len(organisation) > 0 {
		g.OrganisationID = &organisation[0]
	}
	return authz.WithActor(w.Context(), &authz.Actor{Login: string(role), Grants: []authz.Grant{g}})
}

func (w *world) station(change ...func(*facility.Input)) *facility.Facility {
	w.Helper()
	in := facility.Input{Name: "转塘社区服务站", Division: community, Kind: facility.ServiceStation, Status: facility.Open, OpenedOn: "2020-03-01"}
	for _, c := range change {
		c(&in)
	}
	f, err := w.facilities.Create(w.system(), in)
	must(w.T, err)
	return f
}

func (w *world) room(f *facility.Facility, name string) *facility.Space {
	w.Helper()
	room, err := w.facilities.AddSpace(w.system(), f.ID, facility.SpaceInput{Name: name, Kind: "classroom"})
	must(w.T, err)
	return room
}

func class(f *facility.Facility) program.ProgrammeInput {
	return program.ProgrammeInput{FacilityID: f.ID, Kind: program.FourThirtyClass, Name: "四点半课堂", AgeMin: 6, AgeMax: 12}
}

func (w *world) programme(f *facility.Facility) *program.Programme {
	w.Helper()
	p, err := w.Create(w.system(), class(f))
	must(w.T, err)
	return p
}

func term() program.CohortInput {
	return program.CohortInput{Name: "一班", Places: 20, FirstDay: "2026-11-23", LastDay: "2027-01-15"}
}

func (w *world) cohort(p *program.Programme) *program.Cohort {
	w.Helper()
	c, err := w.AddCohort(w.system(), p.ID, term())
	must(w.T, err)
	return c
}

// code fails unless err is the fault; for input faults the codes of the fields follow in order.
func (w *world) code(err error, want string, fields ...string) {
	w.Helper()
	if got := fault.Code(err); got != want {
		w.Fatalf("got %v, want %s", err, want)
	}
	var e *fault.Error
	if len(fields) == 0 || !errors.As(err, &e) {
		return
	}
	var got []string
	for _, f := range e.Fields {
		got = append(got, f.Name+" "+f.Code)
	}
	if len(got) != len(fields) {
		w.Fatalf("got %v, want %v", got, fields)
	}
	for i := range got {
		if got[i] != fields[i] {
			w.Fatalf("got %v, want %v", got, fields)
		}
	}
}

// unchanged fails unless do leaves the rows of every table of this package and the events as they are.
func (w *world) unchanged(do func()) {
	w.Helper()
	before := w.counts()
	do()
	if after := w.counts(); after != before {
		w.Fatalf("a refused write left something: %v, before %v", after, before)
	}
}

func (w *world) counts() (n [7]int64) {
	w.Helper()
	for i, table := range []string{"programmes", "cohorts", "timetable_rules", "programme_sessions", "space_bookings", "session_workers", "events"} {
		must(w.T, w.DB.Read(w.system()).Table(table).Count(&n[i]).Error)
	}
	return n
}
