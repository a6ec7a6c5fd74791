package facility_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

func TestAFacilityFollowsItsCommunityIntoAMerger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const old, merged division.Code = "330106109002", community
	in := station("横桥社区服务站")
	in.Division = old
	f := w.create(in)
	divisions := &register.Service{DB: w.DB, Now: w.Now, Changed: []register.Follower{w.Follow, w.counts.Follow}, Counted: w.counts.Recount}
	_, err := divisions.Merge(w.system(), register.MergeInput{
		Decision: register.Decision{EffectiveOn: "2025-05-01", Source: "杭政函"}, Codes: []division.Code{old}, Into: register.Part{Code: merged},
	})
	must(t, err)
	now, err := w.Get(w.system(), f.ID)
	must(t, err)
	states, err := w.States(w.system(), f.ID)
	must(t, err)
	if now.Division != merged || now.Version != 2 || len(states) != 2 {
		t.Fatalf("%+v %+v", now, states)
	}
	for _, s := range states {
		if want := map[division.Day]division.Code{"2020-03-01": old, "2025-05-01": merged}[s.FromDay]; s.Division != want || s.Status != facility.Open {
			t.Errorf("from %s in %s as %s", s.FromDay, s.Division, s.Status)
		}
	}
	bad, err := w.counts.Verify(w.system())
	if err != nil || len(bad) > 0 {
		t.Errorf("%+v %v", bad, err)
	}
}
