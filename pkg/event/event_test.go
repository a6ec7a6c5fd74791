package event_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

func system(t *testing.T) context.Context { return authz.System(t.Context()) }

func record(tx *gorm.DB, name string) error {
	return event.Record(tx, event.Change{Action: "thing.create", Subject: "thing", SubjectID: name, Division: division.Country, After: map[string]string{"name": name}})
}

func write(t *testing.T, d *db.DB, names ...string) {
	t.Helper()
	for _, name := range names {
		err := d.Write(system(t), func(_ context.Context, tx *gorm.DB) error { return record(tx, name) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func seal(t *testing.T, s *event.Service) int {
	t.Helper()
	n, err := s.Seal(system(t))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sealUpTo seals until the chain holds want links. Transactions of other databases of the same server hold
// the snapshot's xmin back too, so one call may not be enough.
func sealUpTo(t *testing.T, s *event.Service, want int64) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		seal(t, s)
		if v, err := s.Verify(system(t), ""); err != nil || v.Sealed == want {
			return
		}
	}
	t.Fatalf("the chain never reached %d links", want)
}

func subjects(t *testing.T, s *event.Service, after int64) (names []string, last int64) {
	t.Helper()
	events, err := s.Feed(system(t), after, 100)
	if err != nil {
		t.Fatal(err)
	}
	last = after
	for _, e := range events {
		names, last = append(names, e.SubjectID), *e.Position
	}
	return names, last
}

func TestFeedNeverSkipsATransactionThatStartedFirstAndCommittedLast(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	s := &event.Service{DB: d}
	slow := d.Read(system(t)).Begin()
	if err := record(slow, "slow"); err != nil { // takes its transaction id now, commits last
		t.Fatal(err)
	}
	write(t, d, "quick")
	if n := seal(t, s); n != 0 {
		t.Fatalf("sealed %d events while an older transaction was open", n)
	}
	names, last := subjects(t, s, 0)
	if len(names) != 0 {
		t.Fatalf("a reader saw %v before the older transaction ended", names)
	}
	if err := slow.Commit().Error; err != nil {
		t.Fatal(err)
	}
	write(t, d, "later")
	sealUpTo(t, s, 3)
	names, _ = subjects(t, s, last)
	if got := fmt.Sprint(names); got != "[slow quick later]" {
		t.Fatalf("the feed gave %s", got)
	}
}

func TestConcurrentWritersAndSealersGiveEveryEventOnePlace(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	s := &event.Service{DB: d}
	const writers, each = 8, 25
	done := make(chan error, writers+2)
	for w := range writers {
		go func() {
			for i := range each {
				err := d.Write(system(t), func(_ context.Context, tx *gorm.DB) error { return record(tx, fmt.Sprintf("%d.%d", w, i)) })
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 2 {
		go func() {
			for range 40 {
				if _, err := s.Seal(system(t)); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range writers + 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	sealUpTo(t, s, writers*each)
	seen := map[string]bool{}
	for after := int64(0); ; {
		names, last := subjects(t, s, after)
		if len(names) == 0 {
			break
		}
		for _, n := range names {
			seen[n] = true
		}
		after = last
	}
	v, err := s.Verify(system(t), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != writers*each || v.Sealed != writers*each || !v.Intact || v.Unsealed != 0 {
		t.Fatalf("saw %d events, verdict %+v", len(seen), v)
	}
}

func TestTheApplicationRoleCannotChangeHistory(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	write(t, d, "a")
	for _, stmt := range []string{"UPDATE events SET action = 'x'", "DELETE FROM events", "TRUNCATE events", "UPDATE event_seals SET hash = ''", "DELETE FROM event_seals"} {
		if err := d.Read(system(t)).Exec(stmt).Error; err == nil {
			t.Errorf("%s was allowed", stmt)
		}
	}
}

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		stmt string
		want []event.Breach
	}{
		"a changed event":     {"UPDATE events SET changes = '{}' WHERE subject_id = 'b'", []event.Breach{{Position: 2, Kind: "changed"}}},
		"a changed time":      {"UPDATE events SET at = at + interval '1 us' WHERE subject_id = 'b'", []event.Breach{{Position: 2, Kind: "changed"}}},
		"a removed event":     {"DELETE FROM events WHERE subject_id = 'c'", []event.Breach{{Position: 3, Kind: "removed"}}},
		"a removed link":      {"DELETE FROM event_seals WHERE position = 2", []event.Breach{{Position: 3, Kind: "gap"}, {Position: 3, Kind: "changed"}}},
		"two reordered links": {"UPDATE event_seals SET position = -position WHERE position IN (2,3); UPDATE event_seals SET position = 5 + position WHERE position < 0", []event.Breach{{Position: 2, Kind: "changed"}, {Position: 3, Kind: "changed"}, {Position: 4, Kind: "changed"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.New(t)
			s := &event.Service{DB: d}
			write(t, d, "a", "b", "c", "d")
			sealUpTo(t, s, 4)
			tamper(t, d, tc.stmt)
			v, err := s.Verify(system(t), "")
			if err != nil {
				t.Fatal(err)
			}
			for i := range v.Breaches {
				v.Breaches[i].EventID = ""
			}
			if v.Intact || fmt.Sprint(v.Breaches) != fmt.Sprint(tc.want) {
				t.Fatalf("found %+v, want %+v", v.Breaches, tc.want)
			}
		})
	}
}

func TestVerifyFindsACutEndByAnAnchor(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	s := &event.Service{DB: d}
	write(t, d, "a", "b", "c")
	sealUpTo(t, s, 3)
	before, err := s.Verify(system(t), "")
	if err != nil || !before.Intact {
		t.Fatalf("%+v, %v", before, err)
	}
	tamper(t, d, "DELETE FROM events WHERE subject_id = 'c'; DELETE FROM event_seals WHERE position = 3")
	if v, err := s.Verify(system(t), ""); err != nil || !v.Intact {
		t.Fatalf("without an anchor a cut end cannot be seen: %+v, %v", v, err)
	}
	if v, err := s.Verify(system(t), before.Head); err != nil || v.Intact || *v.Anchored {
		t.Fatalf("with the anchor: %+v, %v", v, err)
	}
}

// tamper runs statements as the owner of the database, as an intruder on the server would.
func tamper(t *testing.T, d *db.DB, stmts string) {
	t.Helper()
	owner, err := sql.Open("pgx", d.Pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close() }()
	if _, err := owner.Exec(stmts); err != nil {
		t.Fatal(err)
	}
}

func TestDiffKeepsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	type thing struct {
		ID      uuid.UUID `json:"id"`
		Name    string    `json:"name"`
		Size    int       `json:"size,omitempty"`
		Secret  string    `json:"-"`
		Version int       `json:"version"`
	}
	got, err := event.Diff(thing{Name: "a", Size: 1, Secret: "x", Version: 1}, &thing{Name: "b", Secret: "y", Version: 2}, "why")
	if want := `{"_note":"why","name":["a","b"],"size":[1,null]}`; err != nil || got != want {
		t.Fatalf("got %s, %v, want %s", got, err, want)
	}
}
