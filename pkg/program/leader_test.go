package program_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// worker is somebody whose record check holds until a day; "" for one who has none.
func (w *world) worker(name string, validTo division.Day) uuid.UUID {
	w.Helper()
	x := people.Worker{ID: uuid.New(), County: "330106", Division: community, Kind: people.Staff, Name: name, Version: 1, CreatedAt: now, UpdatedAt: now}
	if validTo != "" {
		x.CheckValidTo = &validTo
	}
	must(w.T, w.DB.Read(w.system()).Create(&x).Error)
	return x.ID
}

func TestNobodyWithoutAValidRecordCheckIsPutOnASession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	_, err := w.AddRule(w.system(), c.ID, afternoons())
	must(t, err)
	s := w.first(c.ID)
	unchecked, expired, expires, retired := w.worker("张三", ""), w.worker("李四", "2026-11-22"), w.worker("王五", "2026-11-30"), w.worker("赵六", "2030-01-01")
	must(t, w.DB.Read(w.system()).Exec("UPDATE workers SET retired = true WHERE id = ?", retired).Error)
	w.unchanged(func() { // R120
		for _, id := range []uuid.UUID{unchecked, expired} {
			_, err := w.Assign(w.system(), s.ID, program.AssignInput{WorkerID: id})
			w.code(err, "worker_check_missing")
		}
		_, err := w.AssignAll(w.system(), c.ID, program.AssignInput{WorkerID: expires})
		w.code(err, "worker_check_missing")
		if want := "worker_check_missing day=2026-12-01 valid_to=2026-11-30 worker=王五"; err.Error() != want {
			t.Fatalf("%s", err)
		}
		_, err = w.Assign(w.system(), s.ID, program.AssignInput{WorkerID: retired})
		w.code(err, "invalid_input", "worker_id worker_retired")
		_, err = w.Assign(w.system(), s.ID, program.AssignInput{WorkerID: uuid.New()})
		w.code(err, "invalid_input", "worker_id worker_not_found")
		_, err = w.Assign(w.system(), s.ID, program.AssignInput{WorkerID: expires, Role: "boss"})
		w.code(err, "invalid_input", "role invalid_value")
	})
	done, err := w.AssignAll(w.system(), c.ID, program.AssignInput{WorkerID: expires, ToDay: "2026-11-30"})
	must(t, err)
	if done.Sessions != 6 {
		t.Fatalf("%+v", done)
	}
	rows, err := w.Sessions(w.system(), program.SessionFilter{Worker: &expires, Limit: 10})
	must(t, err)
	w.unchanged(func() {
		_, err := w.MoveSession(w.system(), rows[5].ID, 1, program.SessionInput{Day: "2026-12-05", Starts: "09:00", Minutes: 60})
		w.code(err, "worker_check_missing")
	})
}

func TestLeadersAreListedChangedAndTakenOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	_, err := w.AddRule(w.system(), c.ID, afternoons())
	must(t, err)
	a, b := w.worker("陈老师", "2027-06-30"), w.worker("周志愿", "2027-06-30")
	for range 2 { // twice is once
		_, err = w.AssignAll(w.system(), c.ID, program.AssignInput{WorkerID: a})
		must(t, err)
	}
	s, err := w.Assign(w.system(), w.first(c.ID).ID, program.AssignInput{WorkerID: b, Role: program.Helper})
	must(t, err)
	if len(s.Workers) != 2 || s.Workers[0].WorkerName != "陈老师" || s.Workers[0].Role != program.Leader || s.Workers[1].Role != program.Helper {
		t.Fatalf("%+v", s.Workers)
	}
	all, err := w.Workers(w.as(authz.CentreStaff, xihu), c.ID)
	must(t, err)
	if len(all) != 2 || all[0].Sessions != 10 || all[1].Sessions != 1 || *all[0].CheckValidTo != "2027-06-30" {
		t.Fatalf("%+v", all)
	}
	could, err := w.Candidates(w.as(authz.CentreStaff, xihu), c.ID, "陈")
	must(t, err)
	if len(could) != 1 || could[0].WorkerID != a || *could[0].CheckValidTo != "2027-06-30" {
		t.Fatalf("%+v", could)
	}
	unseen, err := w.Session(w.as(authz.CommitteeMember, xihu), s.ID)
	must(t, err)
	if len(unseen.Workers) != 0 {
		t.Fatalf("who may not read workers reads %+v", unseen.Workers)
	}
	must(t, w.UnassignAll(w.system(), c.ID, a))
	w.code(w.UnassignAll(w.system(), c.ID, a), "not_found")
	must(t, w.Unassign(w.system(), s.ID, b))
	w.code(w.Unassign(w.system(), s.ID, b), "not_found")
	if n := w.counts(); n[5] != 0 {
		t.Fatalf("%d left", n[5])
	}
}

func TestALeaderCannotBeInTwoPlacesAndTheClashIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.classroom()
	r, err := w.AddRule(w.system(), c.ID, afternoons())
	must(t, err)
	leader := w.worker("陈老师", "2027-06-30")
	_, err = w.AssignAll(w.system(), c.ID, program.AssignInput{WorkerID: leader})
	must(t, err)
	f, err := w.facilities.Get(w.system(), c.FacilityID)
	must(t, err)
	hall := w.room(f, "礼堂")
	other, err := w.AddCohort(w.system(), c.ProgrammeID, program.CohortInput{Name: "二班", Places: 10, FirstDay: "2026-11-23", LastDay: "2026-12-31", SpaceID: &hall.ID})
	must(t, err)
	s, err := w.AddSession(w.system(), other.ID, program.SessionInput{Day: "2026-11-25", Starts: "17:30", Minutes: 60})
	must(t, err)
	w.unchanged(func() {
		_, err := w.Assign(w.system(), s.ID, program.AssignInput{WorkerID: leader})
		w.code(err, "worker_taken")
		if want := "worker_taken label=四点半课堂 一班 when=2026-11-25 16:30–18:00 worker=陈老师"; err.Error() != want {
			t.Fatalf("%s", err)
		}
	})
	s, err = w.MoveSession(w.system(), s.ID, 1, program.SessionInput{Day: "2026-11-25", Starts: "18:00", Minutes: 60})
	must(t, err)
	_, err = w.Assign(w.system(), s.ID, program.AssignInput{WorkerID: leader})
	must(t, err)
	in := afternoons()
	in.Minutes = 100
	w.unchanged(func() {
		_, err := w.MoveSession(w.system(), s.ID, 2, program.SessionInput{Day: "2026-11-25", Starts: "17:30", Minutes: 60})
		w.code(err, "worker_taken")
		_, err = w.UpdateRule(w.system(), c.ID, r.ID, 1, in)
		w.code(err, "worker_taken")
	})
	in.Starts, in.Minutes = "16:00", 120 // all of them shift at once, each over where it was
	_, err = w.UpdateRule(w.system(), c.ID, r.ID, 1, in)
	must(t, err)
	_, err = w.CancelSession(w.system(), s.ID, 2, program.CancelInput{Reason: "停电"})
	must(t, err)
	in.Minutes = 150
	_, err = w.UpdateRule(w.system(), c.ID, r.ID, 2, in)
	must(t, err)
}

func TestRaceForALeaderHasOneWinner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const racers = 8
	leader := w.worker("陈老师", "2027-06-30")
	f := w.station()
	p := w.programme(f)
	sessions := make([]uuid.UUID, racers)
	for i := range sessions {
		room := w.room(f, fmt.Sprint("教室", i))
		in := term()
		in.SpaceID = &room.ID
		c, err := w.AddCohort(w.system(), p.ID, in)
		must(t, err)
		s, err := w.AddSession(w.system(), c.ID, program.SessionInput{Day: "2026-11-24", Starts: fmt.Sprintf("16:%02d", i*5), Minutes: 60})
		must(t, err)
		sessions[i] = s.ID
	}
	won := make(chan error, racers)
	for _, id := range sessions {
		go func() {
			_, err := w.Assign(authz.System(context.Background()), id, program.AssignInput{WorkerID: leader})
			won <- err
		}()
	}
	winners := 0
	for range racers {
		if err := <-won; err == nil {
			winners++
		} else {
			w.code(err, "worker_taken")
		}
	}
	if n := w.counts(); winners != 1 || n[5] != 1 {
		t.Fatalf("%d winners, %d assignments", winners, n[5])
	}
}
