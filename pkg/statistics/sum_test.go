package statistics_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

func TestANationalFigureReadsNoFacility(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(zhuantang1, "service_station", "open", "2012-01-05", 100)
	ctx := w.ctx
	conn, err := w.DB.Pool.Acquire(ctx)
	w.must(err)
	defer conn.Release()
	for _, sql := range []string{"RESET ROLE", "REVOKE SELECT ON facilities, facility_states FROM fourthirty_app", "SET ROLE fourthirty_app"} {
		_, err := conn.Exec(ctx, sql)
		w.must(err)
	}
	for _, d := range []division.Code{country, zhejiang, hangzhou} {
		f, err := w.Facilities(ctx, d, "", true)
		w.must(err)
		if f.Total.Open != 1 {
			t.Errorf("%s: %+v", d, f.Total)
		}
		_, err = w.Coverage(ctx, d, "2012-01-07", statistics.CommunityReach, true)
		w.must(err)
	}
	if _, err := w.Facilities(ctx, xihu, "", true); err == nil {
		t.Error("facilities can still be read, so this test proves nothing")
	}
}
