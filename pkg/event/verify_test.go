package event_test

import (
	"fmt"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/event"
)

func TestTheChainIsVerifiedStretchByStretchWithTheSameFindings(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	s := &event.Service{DB: d}
	write(t, d, "a", "b", "c", "d", "e")
	sealUpTo(t, s, 5)
	whole, err := s.Verify(system(t), "")
	if err != nil || !whole.Intact || !whole.Complete || whole.Length != 5 {
		t.Fatalf("%+v, %v", whole, err)
	}
	tamper(t, d, "UPDATE events SET changes = '{}' WHERE subject_id = 'b'; DELETE FROM events WHERE subject_id = 'e'")
	var found []string
	after, calls := int64(0), 0
	for {
		v, err := s.VerifyStretch(system(t), whole.Head, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range v.Breaches {
			found = append(found, fmt.Sprint(b.Position, b.Kind))
		}
		calls++
		if v.Complete {
			if !*v.Anchored || v.Head != whole.Head || v.Length != 5 {
				t.Errorf("at the end %+v", v)
			}
			break
		}
		after = v.Sealed
	}
	if got := fmt.Sprint(found, calls); got != "[2changed 5removed] 3" {
		t.Fatalf("found %s", got)
	}
}

func TestAStretchThatWasCutOffBetweenTwoCallsIsABreach(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	s := &event.Service{DB: d}
	write(t, d, "a", "b", "c")
	sealUpTo(t, s, 3)
	tamper(t, d, "DELETE FROM events WHERE subject_id IN ('b', 'c'); DELETE FROM event_seals WHERE position > 1")
	v, err := s.VerifyStretch(system(t), "", 2, 10)
	if err != nil || v.Intact || fmt.Sprint(v.Breaches) != "[{2  gap}]" {
		t.Fatalf("%+v, %v", v, err)
	}
}
