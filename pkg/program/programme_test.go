package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func TestAProgrammeIsReadAsItWasSetUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.station()
	made := w.programme(f)
	want := program.Programme{ID: made.ID, County: "330106", Division: community, FacilityID: f.ID, FacilityName: f.Name, Kind: program.FourThirtyClass,
		Name: "四点半课堂", AgeMin: 6, AgeMax: 12, FeeRule: program.Free, Status: program.Draft, Version: 1}
	read, err := w.Get(w.as(authz.CentreStaff, xihu), made.ID)
	must(t, err)
	got := *read
	got.Grams, got.CreatedAt, got.UpdatedAt = nil, want.CreatedAt, want.UpdatedAt
	if !slices.Equal(read.Grams, made.Grams) || got.Name != want.Name {
		t.Fatalf("%+v", read)
	}
	if got.ID != want.ID || got.Division != want.Division || got.FacilityName != want.FacilityName || got.Status != want.Status || got.FeeRule != want.FeeRule || got.Version != 1 {
		t.Fatalf("got %+v want %+v", got, want)
	}
	_, err = w.Get(w.as(authz.CentreStaff, binjiang), made.ID)
	w.code(err, "not_found")
}

func TestAProgrammeThatMakesNoSenseIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := w.station()
	home := w.station(func(in *facility.Input) {
		in.Name, in.Kind, in.HostID = "儿童之家", facility.ChildrensHome, &open.ID
	})
	closed := w.station(func(in *facility.Input) {
		in.Name, in.Status, in.ClosedOn, in.Since = "旧站", facility.Closed, "2024-01-01", "2024-01-01"
	})
	nobody := uuid.New()
	cases := []struct {
		name   string
		change func(*program.ProgrammeInput)
		code   string
		fields []string
	}{
		{"no such facility", func(in *program.ProgrammeInput) { in.FacilityID = nobody }, "not_found", nil},
		{"a closed facility", func(in *program.ProgrammeInput) { in.FacilityID = closed.ID }, "invalid_input", []string{"facility_id facility_closed"}},
		{"a fee in a children's home, against R121", func(in *program.ProgrammeInput) {
			in.FacilityID, in.FeeRule, in.FeeFen = home.ID, program.PerCohort, 10_000
		}, "invalid_input", []string{"fee_rule fee_in_childrens_home"}},
		{"a fee for what is free", func(in *program.ProgrammeInput) { in.FeeFen = 1 }, "invalid_input", []string{"fee_fen fee_when_free"}},
		{"no fee for what is not", func(in *program.ProgrammeInput) { in.FeeRule = program.PerSession }, "invalid_input", []string{"fee_fen required"}},
		{"a fee below nothing", func(in *program.ProgrammeInput) { in.FeeRule, in.FeeFen = program.PerSession, -1 }, "invalid_input", []string{"fee_fen out_of_range"}},
		{"ages the wrong way round", func(in *program.ProgrammeInput) { in.AgeMin, in.AgeMax = 12, 6 }, "invalid_input", []string{"age_max age_order"}},
		{"no name and no kind", func(in *program.ProgrammeInput) { in.Name, in.Kind = " ", "" }, "invalid_input", []string{"kind required", "name required"}},
		{"an unknown provider", func(in *program.ProgrammeInput) { in.ProviderID = &nobody }, "invalid_input", []string{"provider_id organisation_not_found"}},
	}
	for _, c := range cases {
		in := class(open)
		c.change(&in)
		w.unchanged(func() {
			_, err := w.Create(w.system(), in)
			w.code(err, c.code, c.fields...)
		})
	}
	w.unchanged(func() {
		_, err := w.Create(w.as(authz.CentreStaff, binjiang), class(open))
		w.code(err, "not_found")
		_, err = w.Create(w.as(authz.Officer, xihu), class(open))
		w.code(err, "forbidden")
	})
}

func TestAStaleChangeAndAMoveToAnotherFacilityAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.station()
	other := w.station(func(in *facility.Input) { in.Name = "横桥社区服务站"; in.Division = community2 })
	p := w.programme(f)
	in := class(f)
	in.Description = "放学后看护与作业辅导"
	p2, err := w.Update(w.system(), p.ID, 1, in)
	must(t, err)
	if p2.Version != 2 || p2.Description != in.Description {
		t.Fatalf("%+v", p2)
	}
	w.unchanged(func() {
		_, err := w.Update(w.system(), p.ID, 1, in)
		w.code(err, "stale_version")
		in.FacilityID = other.ID
		_, err = w.Update(w.system(), p.ID, 2, in)
		w.code(err, "invalid_input", "facility_id programme_stays")
	})
}

func TestGrantsOfTheOperatorAndOfTheProviderReachAProgramme(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	operator, provider, stranger := w.organisation("运营中心"), w.organisation("服务机构"), w.organisation("其他机构")
	f := w.station(func(in *facility.Input) { in.OperatorID = &operator })
	in := class(f)
	in.ProviderID = &provider
	p, err := w.Create(w.as(authz.CentreStaff, xihu, operator), in)
	must(t, err)
	for _, who := range []struct {
		organisation uuid.UUID
		sees         bool
	}{{operator, true}, {provider, true}, {stranger, false}} {
		ctx := w.as(authz.CentreStaff, xihu, who.organisation)
		rows, _, err := w.List(ctx, program.ProgrammeFilter{Limit: 10})
		must(t, err)
		if _, err := w.Get(ctx, p.ID); (err == nil) != who.sees || (len(rows) == 1) != who.sees {
			t.Errorf("%+v: %v, %d in the list", who, err, len(rows))
		}
	}
}

func (w *world) organisation(name string) uuid.UUID {
	w.Helper()
	id := uuid.New()
	must(w.T, w.DB.Read(w.system()).Exec("INSERT INTO organisations (id, name, kind, division) VALUES (?, ?, 'social_service', ?)", id, name, community).Error)
	return id
}

func TestTheListIsFilteredAndRunsThroughAllPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.station()
	g := w.station(func(in *facility.Input) { in.Name = "横桥社区服务站"; in.Division = community2 })
	for _, name := range []string{"四点半课堂", "周末阅读", "亲子阅读"} {
		for _, at := range []*facility.Facility{f, g} {
			in := class(at)
			in.Name = name
			_, err := w.Create(w.system(), in)
			must(t, err)
		}
	}
	rows, total, err := w.List(w.system(), program.ProgrammeFilter{Query: "阅读", Division: community2, Kinds: []string{"four_thirty_class"}, Statuses: []string{"draft"}, Limit: 10, WithTotal: true})
	must(t, err)
	if len(rows) != 2 || *total != 2 {
		t.Fatalf("%d of %d", len(rows), *total)
	}
	var seen []uuid.UUID
	filter := program.ProgrammeFilter{Limit: 4}
	for {
		rows, _, err := w.List(w.system(), filter)
		must(t, err)
		for _, p := range rows {
			seen = append(seen, p.ID)
			filter.After = &program.Place{Division: p.Division, ID: p.ID}
		}
		if len(rows) < 4 {
			break
		}
	}
	slices.SortFunc(seen, func(a, b uuid.UUID) int { return strings.Compare(a.String(), b.String()) })
	if len(slices.Compact(seen)) != 6 {
		t.Fatalf("%d seen", len(seen))
	}
}

func TestProgrammesAndCohortsNeverReachAStateThatNoMoveLeadsTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.station()
	rapid.Check(t, func(r *rapid.T) {
		p := w.programme(f)
		c := w.cohort(p)
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			m := rapid.SampledFrom([]program.Command{program.Publish, program.Archive, program.OpenUp, program.Start, program.Finish, "close"}).Draw(r, "command")
			if rapid.Bool().Draw(r, "cohort") {
				moved, err := w.MoveCohort(w.system(), c.ID, c.Version, m, program.CommandInput{})
				checkMove(r, string(c.Phase), string(m), err, cohortSteps)
				if err == nil {
					c = moved
				}
				continue
			}
			moved, err := w.Move(w.system(), p.ID, p.Version, m, program.CommandInput{})
			checkMove(r, string(p.Status), string(m), err, programmeSteps)
			if err == nil {
				p = moved
			}
		}
		if c.Phase != program.PhaseDraft && c.Phase != program.PhaseArchived && p.Status == program.Draft {
			r.Fatalf("the cohort is %s, the programme a draft", c.Phase)
		}
	})
}

var programmeSteps = []string{"draft publish", "draft archive", "published archive"}
var cohortSteps = []string{"draft open", "draft archive", "open start", "open finish", "running finish", "finished archive"}

// checkMove: what no step allows is refused as an illegal move; what one allows may still meet a guard.
func checkMove(r *rapid.T, from, command string, err error, steps []string) {
	legal := slices.Contains(steps, from+" "+command)
	illegal := fault.Code(err) == "programme_move" || fault.Code(err) == "cohort_move" || fault.Code(err) == "not_found"
	if legal == illegal || !legal && err == nil {
		r.Fatalf("%s from %s: %v", command, from, err)
	}
}

func TestGuardsKeepAProgrammeFromBeingPublishedOrArchivedTooEarly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.station()
	p := w.programme(f)
	_, err := w.Move(w.system(), p.ID, 1, program.Publish, program.CommandInput{})
	w.code(err, "programme_without_cohort")
	c := w.cohort(p)
	_, err = w.MoveCohort(w.system(), c.ID, 1, program.OpenUp, program.CommandInput{})
	w.code(err, "programme_not_published")
	p, err = w.Move(w.system(), p.ID, 1, program.Publish, program.CommandInput{})
	must(t, err)
	c, err = w.MoveCohort(w.system(), c.ID, 1, program.OpenUp, program.CommandInput{})
	must(t, err)
	_, err = w.MoveCohort(w.system(), c.ID, 2, program.Start, program.CommandInput{})
	w.code(err, "cohort_without_sessions")
	_, err = w.Move(w.system(), p.ID, 2, program.Archive, program.CommandInput{})
	w.code(err, "cohorts_going_on")
	c, err = w.MoveCohort(w.system(), c.ID, 2, program.Finish, program.CommandInput{})
	must(t, err)
	p, err = w.Move(w.system(), p.ID, 2, program.Archive, program.CommandInput{Reason: "学期结束"})
	must(t, err)
	if p.Status != program.Archived || c.Phase != program.PhaseFinished {
		t.Fatalf("%s %s", p.Status, c.Phase)
	}
	_, err = w.AddCohort(w.system(), p.ID, term())
	w.code(err, "programme_archived")
}

func TestACohortThatMakesNoSenseIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.station()
	p := w.programme(f)
	elsewhere := w.room(w.station(func(in *facility.Input) { in.Name = "横桥社区服务站"; in.Division = community2 }), "101")
	much, none := 721, 0
	cases := []struct {
		name   string
		change func(*program.CohortInput)
		field  string
	}{
		{"places below nothing", func(in *program.CohortInput) { in.Places = -1 }, "places out_of_range"},
		{"more places than anybody has", func(in *program.CohortInput) { in.Places = 10_001 }, "places out_of_range"},
		{"days the wrong way round", func(in *program.CohortInput) { in.LastDay = "2026-11-22" }, "last_day date_order"},
		{"longer than a school year", func(in *program.CohortInput) { in.LastDay = "2027-12-28" }, "last_day cohort_too_long"},
		{"no day at all", func(in *program.CohortInput) { in.FirstDay = "" }, "first_day required"},
		{"a day that is none", func(in *program.CohortInput) { in.LastDay = division.Day("2027-02-30") }, "last_day invalid_date"},
		{"an offer for a month and more", func(in *program.CohortInput) { in.OfferHours = &much }, "offer_hours out_of_range"},
		{"no child per adult", func(in *program.CohortInput) { in.ChildrenPerAdult = &none }, "children_per_adult out_of_range"},
		{"a way of giving places that there is not", func(in *program.CohortInput) { in.Allocation = "bribery" }, "allocation invalid_value"},
		{"a room of another facility", func(in *program.CohortInput) { in.SpaceID = &elsewhere.ID }, "space_id space_not_found"},
	}
	for _, c := range cases {
		in := term()
		c.change(&in)
		w.unchanged(func() {
			_, err := w.AddCohort(w.system(), p.ID, in)
			w.code(err, "invalid_input", c.field)
		})
	}
}

func TestPlacesCannotGoBelowThoseTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cohort(w.programme(w.station()))
	must(t, w.DB.Read(w.system()).Exec("UPDATE cohorts SET taken = 12 WHERE id = ?", c.ID).Error)
	in := term()
	in.Places = 11
	w.unchanged(func() {
		_, err := w.UpdateCohort(w.system(), c.ID, 1, in)
		w.code(err, "invalid_input", "places places_taken")
	})
	in.Places = 12
	c, err := w.UpdateCohort(w.system(), c.ID, 1, in)
	must(t, err)
	read, err := w.Cohort(w.as(authz.CommitteeMember, community), c.ID)
	must(t, err)
	if read.Places != 12 || read.Taken != 12 || read.Version != 2 || read.AgeMin != 6 || read.ProgrammeName != "四点半课堂" || read.OfferHours != 48 {
		t.Fatalf("%+v", read)
	}
}
