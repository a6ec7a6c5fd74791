package facility_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

const (
	xihu       division.Code = "330106000000"
	township   division.Code = "330106109000"
	community  division.Code = "330106109001"
	community2 division.Code = "330106109002"
)

type world struct {
	*testing.T
	*facility.Service
	counts *statistics.Service
}

// now is the day of every test here: 2026-11-23, ten in the morning in China.
var now = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

const today division.Day = "2026-11-23"

func newWorld(t *testing.T) *world {
	t.Helper()
	text, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(text)
	must(t, err)
	d := dbtest.New(t)
	clock := func() time.Time { return now }
	counts := &statistics.Service{DB: d, Now: clock}
	must(t, d.Read(t.Context()).Exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
 ('330000000000', '000000000000', 1, '浙江省', '2000-01-01'), ('330100000000', '330000000000', 2, '杭州市', '2000-01-01'),
 ('330106000000', '330100000000', 3, '西湖区', '2000-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '2000-01-01'),
 ('330106109001', '330106109000', 5, '转塘社区', '2000-01-01'), ('330106109002', '330106109000', 5, '横桥社区', '2000-01-01'),
 ('330108000000', '330100000000', 3, '滨江区', '2000-01-01') ON CONFLICT DO NOTHING`).Error)
	return &world{t, &facility.Service{DB: d, Secret: box, Now: clock, Counts: counts, Calendar: &calendar.Service{DB: d}}, counts}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) system() context.Context { return authz.System(w.Context()) }

func station(name string) facility.Input {
	return facility.Input{Name: name, Division: community, Kind: facility.ServiceStation, Status: facility.Open, OpenedOn: "2020-03-01"}
}

func (w *world) create(in facility.Input) *facility.Facility {
	w.Helper()
	f, err := w.Create(w.system(), in)
	must(w.T, err)
	return f
}

func (w *world) code(err error, want string) {
	w.Helper()
	if got := fault.Code(err); got != want {
		w.Fatalf("got %q (%v), want %q", got, err, want)
	}
}

func (w *world) count(table string) int64 {
	w.Helper()
	var n int64
	must(w.T, w.DB.Read(w.Context()).Table(table).Count(&n).Error)
	return n
}

func ptr[T any](v T) *T { return &v }

func TestAFacilityIsRegisteredWithItsLifeSoFar(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   facility.Input
		want []facility.State
	}{
		"planned today":       {facility.Input{Status: facility.Planned}, []facility.State{{FromDay: today, Status: facility.Planned}}},
		"open since long ago": {facility.Input{Status: facility.Open, OpenedOn: "2014-05-01"}, []facility.State{{FromDay: "2014-05-01", Status: facility.Open}}},
		"suspended": {facility.Input{Status: facility.Suspended, OpenedOn: "2014-05-01", Since: "2020-02-01"},
			[]facility.State{{FromDay: "2020-02-01", Status: facility.Suspended}, {FromDay: "2014-05-01", ToDay: ptr[division.Day]("2020-02-01"), Status: facility.Open}}},
		"closed": {facility.Input{Status: facility.Closed, OpenedOn: "2014-05-01", ClosedOn: "2019-01-01"},
			[]facility.State{{FromDay: "2019-01-01", Status: facility.Closed}, {FromDay: "2014-05-01", ToDay: ptr[division.Day]("2019-01-01"), Status: facility.Open}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tc.in.Name, tc.in.Division, tc.in.Kind = "转塘社区服务站", community, facility.ServiceStation
			f := w.create(tc.in)
			got, err := w.States(w.system(), f.ID)
			must(t, err)
			if len(got) != len(tc.want) {
				t.Fatalf("states %+v", got)
			}
			for i, s := range got {
				if s.FromDay != tc.want[i].FromDay || s.Status != tc.want[i].Status || (s.ToDay == nil) != (tc.want[i].ToDay == nil) || s.ToDay != nil && *s.ToDay != *tc.want[i].ToDay {
					t.Errorf("state %d: %+v, want %+v", i, s, tc.want[i])
				}
			}
		})
	}
}

func TestWhatIsWrongIsNamedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	host := w.create(station("转塘社区服务站"))
	facilities, events := w.count("facilities"), w.count("events")
	for name, tc := range map[string]struct {
		change func(*facility.Input)
		field  string
		want   string
	}{
		"no name":                  {func(in *facility.Input) { in.Name = " " }, "name", "required"},
		"no such kind":             {func(in *facility.Input) { in.Kind = "palace" }, "kind", "invalid_value"},
		"no such division":         {func(in *facility.Input) { in.Division = "330106999999" }, "division", "division_not_found"},
		"home without host":        {func(in *facility.Input) { in.Kind = facility.ChildrensHome }, "host_id", "host_for_home_only"},
		"host of a station":        {func(in *facility.Input) { in.HostID = &host.ID }, "host_id", "host_for_home_only"},
		"host that is not there":   {func(in *facility.Input) { in.Kind, in.HostID = facility.ChildrensHome, ptr(uuid.New()) }, "host_id", "host_not_found"},
		"operator that is not":     {func(in *facility.Input) { in.OperatorID = ptr(uuid.New()) }, "operator_id", "organisation_not_found"},
		"area of nothing":          {func(in *facility.Input) { in.FloorAreaM2 = ptr(0.0) }, "floor_area_m2", "out_of_range"},
		"more activity than floor": {func(in *facility.Input) { in.FloorAreaM2, in.ActivityAreaM2 = ptr(50.0), ptr(60.0) }, "activity_area_m2", "larger_than_floor_area"},
		"off the planet":           {func(in *facility.Input) { in.Point = &facility.Point{Latitude: 95, Longitude: 200} }, "point.latitude", "out_of_range"},
		"swapped coordinates":      {func(in *facility.Input) { in.Point = &facility.Point{Latitude: 120.07, Longitude: 30.15} }, "point", "coordinates_swapped"},
		"unknown datum": {func(in *facility.Input) {
			in.Point = &facility.Point{Latitude: 30.15, Longitude: 120.07, Datum: "tokyo"}
		}, "point.datum", "invalid_value"},
		"telephone of letters":      {func(in *facility.Input) { in.ContactPhone = "call me" }, "contact_phone", "phone_format"},
		"opened in the future":      {func(in *facility.Input) { in.OpenedOn = "2027-01-01" }, "opened_on", "future"},
		"opened on no day":          {func(in *facility.Input) { in.OpenedOn = "2019-02-29" }, "opened_on", "invalid_date"},
		"planned but opened":        {func(in *facility.Input) { in.Status = facility.Planned }, "opened_on", "not_with_status"},
		"closed before it opened":   {func(in *facility.Input) { in.Status, in.ClosedOn = facility.Closed, "2019-01-01" }, "opened_on", "date_after"},
		"accessibility by a dragon": {func(in *facility.Input) { in.Accessibility = []string{"ramp", "dragon"} }, "accessibility.1", "invalid_value"},
	} {
		in := station("横桥社区服务站")
		in.Division = community2
		tc.change(&in)
		_, err := w.Create(w.system(), in)
		var f *fault.Error
		if ok := asFault(err, &f); !ok || len(f.Fields) != 1 || f.Fields[0].Name != tc.field || f.Fields[0].Code != tc.want {
			t.Errorf("%s: got %v, want %s: %s", name, err, tc.field, tc.want)
		}
	}
	if w.count("facilities") != facilities || w.count("events") != events {
		t.Fatal("something was written")
	}
}

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }

func TestASimilarNameInTheSameCommunityOrNearbyNeedsConfirmation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := station("转塘社区综合服务站")
	first.Point = &facility.Point{Latitude: 30.1500, Longitude: 120.0700}
	known := w.create(first)
	again := station("转塘社区综合服务站（新）")
	_, err := w.Create(w.system(), again)
	w.code(err, "confirmation_needed")
	var f *fault.Error
	asFault(err, &f)
	if got := f.Data.([]fault.Warning)[0].Candidates.([]facility.Candidate); len(got) != 1 || got[0].ID != known.ID {
		t.Fatalf("candidates %+v", got)
	}
	near := station("转塘社区服务站")
	near.Division = community2
	near.Point = &facility.Point{Latitude: 30.1505, Longitude: 120.0700} // 56 m away
	_, err = w.Create(w.system(), near)
	w.code(err, "confirmation_needed")
	near.Point.Latitude = 30.1520 // 222 m
	w.create(near)
	again.Confirm = []string{"possible_duplicate"}
	w.create(again)
}

func TestCommandsFollowTheLifeOfAFacility(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(facility.Input{Name: "转塘社区服务站", Division: community, Kind: facility.ServiceStation, Since: "2026-01-01"})
	_, err := w.Move(w.system(), f.ID, f.Version, facility.Suspend, facility.CommandInput{Reason: "x"})
	w.code(err, "illegal_move")
	step := func(c facility.Command, in facility.CommandInput) {
		t.Helper()
		f, err = w.Move(w.system(), f.ID, f.Version, c, in)
		must(t, err)
	}
	step(facility.Build, facility.CommandInput{EffectiveOn: "2026-02-01"})
	_, err = w.Move(w.system(), f.ID, f.Version, facility.OpenUp, facility.CommandInput{EffectiveOn: "2026-01-15"})
	w.code(err, "invalid_input") // before the last state began
	_, err = w.Move(w.system(), f.ID, 1, facility.OpenUp, facility.CommandInput{})
	w.code(err, "stale_version")
	step(facility.OpenUp, facility.CommandInput{EffectiveOn: "2026-06-01"})
	_, err = w.Move(w.system(), f.ID, f.Version, facility.Suspend, facility.CommandInput{})
	w.code(err, "invalid_input") // no reason
	step(facility.Suspend, facility.CommandInput{EffectiveOn: "2026-07-01", Reason: "屋顶漏水"})
	step(facility.Resume, facility.CommandInput{EffectiveOn: "2026-07-01"}) // the same day replaces
	step(facility.Close, facility.CommandInput{Reason: "搬迁"})
	if f.Status != facility.Closed || *f.OpenedOn != "2026-06-01" || *f.ClosedOn != today || len(facility.Commands(f.Status)) != 0 {
		t.Fatalf("%+v", f)
	}
	states, err := w.States(w.system(), f.ID)
	must(t, err)
	got := ""
	for _, s := range states {
		got += string(s.FromDay) + " " + string(s.Status) + "; "
	}
	if want := "2026-11-23 closed; 2026-07-01 open; 2026-06-01 open; 2026-02-01 building; 2026-01-01 planned; "; got != want {
		t.Fatalf("states %s", got)
	}
}

func TestAHomeOpensOnlyInAnOpenHostThatThenCannotShutAroundIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	host := w.create(facility.Input{Name: "转塘社区服务站", Division: community, Kind: facility.ServiceStation})
	home := w.create(facility.Input{Name: "小葵花儿童之家", Division: community, Kind: facility.ChildrensHome, HostID: &host.ID})
	_, err := w.Move(w.system(), home.ID, 1, facility.OpenUp, facility.CommandInput{})
	w.code(err, "host_not_open")
	_, err = w.Move(w.system(), host.ID, 1, facility.OpenUp, facility.CommandInput{})
	must(t, err)
	_, err = w.Move(w.system(), home.ID, 1, facility.OpenUp, facility.CommandInput{})
	must(t, err)
	_, err = w.Move(w.system(), host.ID, 2, facility.Close, facility.CommandInput{Reason: "x"})
	w.code(err, "hosts_open_homes")
}

func TestFiftyRivalsChangeAFacilityOfOneVersionAndOneWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	events := w.count("events")
	var wg sync.WaitGroup
	errs := make([]error, 50)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = w.Update(w.system(), f.ID, 1, func(in facility.Input) (facility.Input, error) {
				in.Notes = uuid.NewString()
				return in, nil
			})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			w.code(err, "stale_version")
		}
	}
	if won != 1 || w.count("events") != events+1 {
		t.Fatalf("%d rivals won", won)
	}
}

func TestTheTelephoneNumberIsEncryptedMaskedAndItsReadingRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := station("转塘社区服务站")
	in.ContactPhone = "13800138000"
	f := w.create(in)
	if *f.ContactPhoneMask != "138****8000" {
		t.Fatalf("mask %s", *f.ContactPhoneMask)
	}
	f, err := w.Update(w.system(), f.ID, 1, func(in facility.Input) (facility.Input, error) { in.Notes = "x"; return in, nil })
	must(t, err)
	c, err := w.Contact(w.system(), f.ID)
	must(t, err)
	if c.Phone != "13800138000" {
		t.Fatalf("%+v", c)
	}
	var kept int64
	must(t, w.DB.Read(t.Context()).Raw("SELECT count(*) FROM facilities WHERE facilities::text LIKE '%13800138000%'").Scan(&kept).Error)
	var told int64
	must(t, w.DB.Read(t.Context()).Raw("SELECT count(*) FROM events WHERE events::text LIKE '%13800138000%'").Scan(&told).Error)
	var read int64
	must(t, w.DB.Read(t.Context()).Raw("SELECT count(*) FROM events WHERE action = 'facility.contact.read'").Scan(&read).Error)
	if kept != 0 || told != 0 || read != 1 {
		t.Fatalf("in clear in %d rows and %d events, %d readings recorded", kept, told, read)
	}
}

func TestAListIsWalkedInOrderWithinTheTerritoryAndByEveryFilter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.create(station("转塘社区服务站"))
	other := station("横桥社区服务站")
	other.Division, other.Code = community2, "HQ-7"
	b := w.create(other)
	centre := w.create(facility.Input{Name: "转塘街道社区服务中心", Division: township, Kind: facility.ServiceCentre})
	neighbour := w.create(facility.Input{Name: "滨江区社区服务指导中心", Division: "330108000000", Kind: facility.GuidanceCentre})
	staff := authz.WithActor(t.Context(), &authz.Actor{Login: "x", Grants: []authz.Grant{{Role: authz.CentreStaff, Division: xihu}}})
	for name, tc := range map[string]struct {
		f    facility.Filter
		want []*facility.Facility
	}{
		"all of the territory": {facility.Filter{}, []*facility.Facility{centre, a, b}},
		"one community":        {facility.Filter{Division: community2}, []*facility.Facility{b}},
		"the neighbour":        {facility.Filter{Division: "330108000000"}, nil},
		"a kind":               {facility.Filter{Kinds: []string{"service_centre"}}, []*facility.Facility{centre}},
		"a status":             {facility.Filter{Statuses: []string{"open"}}, []*facility.Facility{a, b}},
		"part of a name":       {facility.Filter{Query: "横桥"}, []*facility.Facility{b}},
		"pinyin":               {facility.Filter{Query: "zhuantang"}, []*facility.Facility{centre, a}},
		"initials":             {facility.Filter{Query: "hqsq"}, []*facility.Facility{b}},
		"the code":             {facility.Filter{Query: "HQ-7"}, []*facility.Facility{b}},
		"a wildcard is text":   {facility.Filter{Query: "%"}, nil},
	} {
		tc.f.Limit, tc.f.WithTotal = 10, true
		rows, total, err := w.List(staff, tc.f)
		must(t, err)
		var got []uuid.UUID
		for _, r := range rows {
			got = append(got, r.ID)
		}
		ok := len(got) == len(tc.want) && *total == int64(len(tc.want))
		for i := range min(len(got), len(tc.want)) {
			ok = ok && got[i] == tc.want[i].ID
		}
		if !ok {
			t.Errorf("%s: got %v of %d", name, got, *total)
		}
	}
	_, err := w.Get(staff, neighbour.ID)
	w.code(err, "not_found")
}

func TestNearbyIsSortedByDistanceAndEndsAtTheRadius(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, lat := range []float64{30.16, 30.151, 30.20} {
		in := station([]string{"中站", "近处服务点", "远郊活动室"}[i])
		in.Point = &facility.Point{Latitude: lat, Longitude: 120.07}
		w.create(in)
	}
	rows, err := w.Near(w.system(), 30.15, 120.07, 2000, 10)
	must(t, err)
	if len(rows) != 2 || rows[0].Name != "近处服务点" || *rows[0].DistanceM < 110 || *rows[0].DistanceM > 112 || rows[1].Name != "中站" {
		t.Fatalf("%+v", rows)
	}
}

func TestWriteFailureOfTheCounterUndoesTheWholeWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Counts = broken{}
	_, err := w.Create(w.system(), station("转塘社区服务站"))
	if err == nil || w.count("facilities") != 0 || w.count("events") != 0 || w.count("facility_states") != 0 {
		t.Fatalf("half written: %v", err)
	}
}

// broken fails as a lost connection would.
type broken struct{}

func (broken) Recount(context.Context, *gorm.DB, string, division.Day) error {
	return context.DeadlineExceeded
}
func (broken) RecountMany(context.Context, *gorm.DB, []string) error { return context.DeadlineExceeded }
