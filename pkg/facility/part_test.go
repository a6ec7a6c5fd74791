package facility_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func room(name string) facility.SpaceInput {
	return facility.SpaceInput{Name: name, Kind: "reading_room"}
}

func computer(label string) facility.TerminalInput {
	return facility.TerminalInput{Label: label, Kind: "computer"}
}

// faults are the wrong fields of an answer, as "field: code".
func faults(err error) string {
	var f *fault.Error
	if !asFault(err, &f) {
		return ""
	}
	var all []string
	for _, x := range f.Fields {
		all = append(all, x.Name+": "+x.Code)
	}
	return strings.Join(all, ", ")
}

func TestWhatIsWrongWithASpaceIsNamedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	events := w.count("events")
	for name, tc := range map[string]struct {
		change func(*facility.SpaceInput)
		want   string
	}{
		"no name":              {func(in *facility.SpaceInput) { in.Name = "\t" }, "name: required"},
		"name of a novel":      {func(in *facility.SpaceInput) { in.Name = strings.Repeat("阅", 101) }, "name: too_long"},
		"unknown kind":         {func(in *facility.SpaceInput) { in.Kind = "dungeon" }, "kind: invalid_value"},
		"no kind":              {func(in *facility.SpaceInput) { in.Kind = "" }, "kind: required"},
		"negative capacity":    {func(in *facility.SpaceInput) { in.Capacity = ptr(-1) }, "capacity: out_of_range"},
		"a stadium":            {func(in *facility.SpaceInput) { in.Capacity = ptr(100_001) }, "capacity: out_of_range"},
		"ages upside down":     {func(in *facility.SpaceInput) { in.AgeMin, in.AgeMax = ptr(12), ptr(6) }, "age_max: age_order"},
		"age before birth":     {func(in *facility.SpaceInput) { in.AgeMin = ptr(-1) }, "age_min: out_of_range"},
		"no area":              {func(in *facility.SpaceInput) { in.AreaM2 = ptr(0.0) }, "area_m2: out_of_range"},
		"nameless equipment":   {func(in *facility.SpaceInput) { in.Equipment = []string{"书架", ""} }, "equipment.1: required"},
		"a warehouse":          {func(in *facility.SpaceInput) { in.Equipment = make([]string, 51) }, "equipment: too_many"},
		"everything at a time": {func(in *facility.SpaceInput) { in.Name, in.Kind, in.Capacity = "", "x", ptr(-2) }, "name: required, kind: invalid_value, capacity: out_of_range"},
	} {
		in := room("阅览室")
		tc.change(&in)
		_, err := w.AddSpace(w.system(), f.ID, in)
		if got := faults(err); got != tc.want {
			t.Errorf("%s: got %q (%v), want %q", name, got, err, tc.want)
		}
	}
	if w.count("spaces") != 0 || w.count("events") != events {
		t.Fatal("something was written")
	}
}

func TestASpaceIsAddedChangedRetiredAndRestored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	in := facility.SpaceInput{Name: " 阅览室 ", Kind: "reading_room", Capacity: ptr(30), AgeMin: ptr(3), AgeMax: ptr(12), AreaM2: ptr(45.5), Equipment: []string{"书架", "绘本", "书架"}}
	made, err := w.AddSpace(w.system(), f.ID, in)
	must(t, err)
	in.Capacity = ptr(40)
	changed, err := w.UpdateSpace(w.system(), f.ID, made.ID, 1, in)
	must(t, err)
	if changed.Name != "阅览室" || *changed.Capacity != 40 || len(changed.Equipment) != 2 || changed.Version != 2 {
		t.Fatalf("%+v", changed)
	}
	_, err = w.UpdateSpace(w.system(), f.ID, made.ID, 1, in)
	w.code(err, "stale_version")
	in.Retired = true
	_, err = w.UpdateSpace(w.system(), f.ID, made.ID, 2, in)
	must(t, err)
	_, err = w.UpdateSpace(w.system(), f.ID, made.ID, 3, in)
	w.code(err, "part_retired")
	if rows, err := w.Spaces(w.system(), f.ID, false); err != nil || len(rows) != 0 {
		t.Fatalf("retired space listed: %v %v", rows, err)
	}
	_, err = w.AddSpace(w.system(), f.ID, room("阅览室")) // the name is free again
	must(t, err)
	in.Retired = false
	_, err = w.UpdateSpace(w.system(), f.ID, made.ID, 3, in)
	w.code(err, "part_name_taken")
	in.Name = "旧阅览室"
	_, err = w.UpdateSpace(w.system(), f.ID, made.ID, 3, in)
	must(t, err)
	rows, err := w.Spaces(w.system(), f.ID, false)
	must(t, err)
	if len(rows) != 2 || rows[0].ID != made.ID || rows[0].Version != 4 || *rows[0].AreaM2 != 45.5 {
		t.Fatalf("%+v", rows)
	}
	w.actions(f.ID, "facility.space.restore facility.space.add facility.space.retire facility.space.update facility.space.add facility.create")
}

// actions checks the history of a facility, newest first.
func (w *world) actions(id uuid.UUID, want string) {
	w.Helper()
	var got []string
	must(w.T, w.DB.Read(w.Context()).Raw("SELECT action FROM events WHERE subject = 'facility' AND subject_id = ? ORDER BY id DESC", id.String()).Scan(&got).Error)
	if strings.Join(got, " ") != want {
		w.Fatalf("history %v", got)
	}
}

func TestPartsOfAnotherTerritoryOrFacilityAreNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	other := station("横桥社区服务站")
	other.Division = community2
	g := w.create(other)
	space, err := w.AddSpace(w.system(), f.ID, room("阅览室"))
	must(t, err)
	as := func(role authz.Role, at division.Code) *authz.Actor {
		return &authz.Actor{Login: "x", Grants: []authz.Grant{{Role: role, Division: at}}}
	}
	for name, tc := range map[string]struct {
		actor    *authz.Actor
		facility uuid.UUID
		read     string
		write    string
	}{
		"staff of the county":      {as(authz.CentreStaff, xihu), f.ID, "", ""},
		"a reader of the county":   {as(authz.CaseWorker, xihu), f.ID, "", "forbidden"},
		"staff of another county":  {as(authz.CentreStaff, "330108000000"), f.ID, "not_found", "not_found"},
		"through another facility": {as(authz.CentreStaff, xihu), g.ID, "not_found", "not_found"},
		"a facility that is not":   {as(authz.CentreStaff, xihu), uuid.New(), "not_found", "not_found"},
	} {
		ctx := authz.WithActor(t.Context(), tc.actor)
		_, err := w.Space(ctx, tc.facility, space.ID)
		if got := fault.Code(err); got != tc.read {
			t.Errorf("%s reads: %q", name, got)
		}
		_, err = w.UpdateSpace(ctx, tc.facility, space.ID, space.Version, room("阅览室"))
		if got := fault.Code(err); got != tc.write {
			t.Errorf("%s writes: %q", name, got)
		}
		if err == nil {
			space.Version++
		}
	}
}

func TestTwoWhoChangeOneSpaceAtOnceDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	space, err := w.AddSpace(w.system(), f.ID, room("阅览室"))
	must(t, err)
	const rivals = 8
	errs := make([]error, rivals)
	var all sync.WaitGroup
	for i := range rivals {
		all.Go(func() { _, errs[i] = w.UpdateSpace(w.system(), f.ID, space.ID, 1, room("阅览室")) })
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			w.code(err, "stale_version")
		}
	}
	if won != 1 {
		t.Fatalf("%d changes of one version", won)
	}
}

func TestATerminalStandsInAPresentSpaceOfItsFacility(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	other := station("横桥社区服务站")
	other.Division = community2
	g := w.create(other)
	here, err := w.AddSpace(w.system(), f.ID, facility.SpaceInput{Name: "电子阅览室", Kind: "internet_room"})
	must(t, err)
	there, err := w.AddSpace(w.system(), g.ID, room("阅览室"))
	must(t, err)
	gone, err := w.AddSpace(w.system(), f.ID, room("旧阅览室"))
	must(t, err)
	retired := room("旧阅览室")
	retired.Retired = true
	_, err = w.UpdateSpace(w.system(), f.ID, gone.ID, 1, retired)
	must(t, err)
	for name, tc := range map[string]struct {
		change func(*facility.TerminalInput)
		want   string
	}{
		"space of another facility": {func(in *facility.TerminalInput) { in.SpaceID = &there.ID }, "space_id: space_not_found"},
		"retired space":             {func(in *facility.TerminalInput) { in.SpaceID = &gone.ID }, "space_id: space_retired"},
		"no space at all":           {func(in *facility.TerminalInput) { in.SpaceID = ptr(uuid.New()) }, "space_id: space_not_found"},
		"unknown kind":              {func(in *facility.TerminalInput) { in.Kind = "abacus" }, "kind: invalid_value"},
		"check without result":      {func(in *facility.TerminalInput) { in.CheckedOn = "2026-11-01" }, "check_passed: with_checked_on"},
		"result without check":      {func(in *facility.TerminalInput) { in.CheckPassed = ptr(true) }, "check_passed: with_checked_on"},
		"checked tomorrow": {func(in *facility.TerminalInput) { in.CheckedOn, in.CheckPassed = "2026-11-24", ptr(true) },
			"checked_on: future"},
		"due before it was done": {func(in *facility.TerminalInput) {
			in.CheckedOn, in.CheckPassed, in.CheckDueOn = "2026-11-01", ptr(true), "2026-11-01"
		}, "check_due_on: due_after_done"},
		"due on no day":     {func(in *facility.TerminalInput) { in.CheckDueOn = "2026-02-30" }, "check_due_on: invalid_date"},
		"software too long": {func(in *facility.TerminalInput) { in.ProtectionSoftware = strings.Repeat("x", 101) }, "protection_software: too_long"},
	} {
		in := computer("01")
		tc.change(&in)
		_, err := w.AddTerminal(w.system(), f.ID, in)
		if got := faults(err); got != tc.want {
			t.Errorf("%s: got %q (%v), want %q", name, got, err, tc.want)
		}
	}
	in := computer("01")
	in.SpaceID, in.ProtectionSoftware, in.CheckedOn, in.CheckPassed, in.CheckDueOn = &here.ID, "绿网卫士", "2026-09-01", ptr(true), "2026-11-20"
	made, err := w.AddTerminal(w.system(), f.ID, in)
	must(t, err)
	_, err = w.AddTerminal(w.system(), f.ID, computer("01"))
	w.code(err, "part_name_taken")
	close := facility.SpaceInput{Name: "电子阅览室", Kind: "internet_room", Retired: true}
	_, err = w.UpdateSpace(w.system(), f.ID, here.ID, 1, close)
	w.code(err, "space_holds_terminals")
	in.Retired = true
	_, err = w.UpdateTerminal(w.system(), f.ID, made.ID, 1, in)
	must(t, err)
	_, err = w.UpdateSpace(w.system(), f.ID, here.ID, 1, close)
	must(t, err)
}

func TestWhatIsDueIsListedInOrderWithinTheTerritory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	away := w.create(facility.Input{Name: "滨江区社区服务指导中心", Division: "330108000000", Kind: facility.GuidanceCentre, Status: facility.Open, OpenedOn: "2020-01-01"})
	shut := station("横桥社区服务站")
	shut.Division, shut.Status, shut.ClosedOn = community2, facility.Closed, "2026-01-01"
	closed := w.create(shut)
	for i, day := range []division.Day{"2026-12-01", "2026-11-22", "2026-11-01"} {
		_, err := w.AddInspection(w.system(), f.ID, facility.InspectionInput{Kind: facility.InspectionKinds()[i], DueOn: day})
		must(t, err)
		in := computer(string(day))
		in.CheckDueOn = day
		_, err = w.AddTerminal(w.system(), f.ID, in)
		must(t, err)
	}
	for _, id := range []uuid.UUID{away.ID, closed.ID} {
		_, err := w.AddInspection(w.system(), id, facility.InspectionInput{Kind: "fire", DueOn: "2026-11-02"})
		must(t, err)
	}
	_, err := w.AddInspection(w.system(), f.ID, facility.InspectionInput{Kind: "fire", DueOn: "2026-10-01", DoneOn: "2026-10-02", Result: facility.Passed})
	must(t, err)
	staff := authz.WithActor(t.Context(), &authz.Actor{Login: "x", Grants: []authz.Grant{{Role: authz.CentreStaff, Division: xihu}}})
	rows, err := w.DueInspections(staff, facility.Due{Before: today, Limit: 10})
	must(t, err)
	if len(rows) != 2 || rows[0].DueOn != "2026-11-01" || rows[1].DueOn != "2026-11-22" || rows[0].FacilityName != "转塘社区服务站" {
		t.Fatalf("%+v", rows)
	}
	next, err := w.DueInspections(staff, facility.Due{After: &facility.DuePlace{Day: rows[0].DueOn, ID: rows[0].ID}, Limit: 1})
	must(t, err)
	if len(next) != 1 || next[0].ID != rows[1].ID {
		t.Fatalf("%+v", next)
	}
	if all, err := w.DueInspections(w.system(), facility.Due{Division: "330100000000", Limit: 10}); err != nil || len(all) != 4 {
		t.Fatalf("%d of the city, %v", len(all), err)
	}
	terminals, err := w.DueTerminals(staff, facility.Due{Before: today, Limit: 10})
	must(t, err)
	if len(terminals) != 2 || terminals[0].Label != "2026-11-01" || terminals[0].Division != community {
		t.Fatalf("%+v", terminals)
	}
}

func TestAnInspectionIsPlannedDoneAndFollowedByTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.create(station("转塘社区服务站"))
	plan := facility.InspectionInput{Kind: "fire", DueOn: "2026-11-20"}
	for name, tc := range map[string]struct {
		change func(*facility.InspectionInput)
		want   string
	}{
		"unknown kind":          {func(in *facility.InspectionInput) { in.Kind = "witch" }, "kind: invalid_value"},
		"never due":             {func(in *facility.InspectionInput) { in.DueOn = "" }, "due_on: required"},
		"due on no day":         {func(in *facility.InspectionInput) { in.DueOn = "tomorrow" }, "due_on: invalid_date"},
		"done tomorrow":         {func(in *facility.InspectionInput) { in.DoneOn, in.Result = "2026-11-24", "passed" }, "done_on: future"},
		"done without result":   {func(in *facility.InspectionInput) { in.DoneOn, in.Findings = "2026-11-20", "x" }, "result: required"},
		"result without doing":  {func(in *facility.InspectionInput) { in.Result = "passed" }, "done_on: required"},
		"unknown result":        {func(in *facility.InspectionInput) { in.DoneOn, in.Result, in.Findings = "2026-11-20", "so-so", "x" }, "result: invalid_value"},
		"failed without a word": {func(in *facility.InspectionInput) { in.DoneOn, in.Result = "2026-11-20", "failed" }, "findings: required"},
		"next without this":     {func(in *facility.InspectionInput) { in.NextDueOn = "2027-11-20" }, "next_due_on: with_done_on"},
		"next before this": {func(in *facility.InspectionInput) {
			in.DoneOn, in.Result, in.NextDueOn = "2026-11-20", "passed", "2026-11-20"
		}, "next_due_on: due_after_done"},
	} {
		in := plan
		tc.change(&in)
		_, err := w.AddInspection(w.system(), f.ID, in)
		if got := faults(err); got != tc.want {
			t.Errorf("%s: got %q (%v), want %q", name, got, err, tc.want)
		}
	}
	made, err := w.AddInspection(w.system(), f.ID, plan)
	must(t, err)
	plan.DoneOn, plan.Result, plan.Findings, plan.Inspector, plan.NextDueOn = "2026-11-21", facility.Conditional, "灭火器过期", "王敏", "2027-11-20"
	done, err := w.UpdateInspection(w.system(), f.ID, made.ID, 1, plan)
	must(t, err)
	rows, err := w.Inspections(w.system(), f.ID, false)
	must(t, err)
	if len(rows) != 2 || rows[0].DueOn != "2027-11-20" || rows[0].DoneOn != nil || rows[1].ID != done.ID || *rows[1].Result != facility.Conditional {
		t.Fatalf("%+v", rows)
	}
	w.actions(f.ID, "facility.inspection.add facility.inspection.update facility.inspection.add facility.create")
}
