package statistics_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

var (
	places   = []division.Code{xihu, zhuantang, zhuantang1, zhuantang1, zhuantang2, liuxia, liuxia1, "330106110002", hangzhou, binjiang, xixing1, dongguan, shilong, shilong1}
	kinds    = []string{"guidance_centre", "service_centre", "service_station", "childrens_home"}
	statuses = []string{"planned", "building", "open", "open", "open", "suspended", "closed"}
	scopes   = []division.Code{country, zhejiang, hangzhou, xihu, zhuantang, zhuantang1, liuxia, binjiang, dongguan, shilong}
)

func someDay(t *rapid.T) division.Day {
	return division.Day(fmt.Sprintf("2012-01-%02d", rapid.IntRange(1, 28).Draw(t, "day")))
}

func TestEveryDayOfARandomHistoryIsCountedAsABruteForceCountDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := *w
		w.TB = rt
		w.reset()
		h := history{world: &w}
		for range rapid.IntRange(1, 16).Draw(rt, "steps") {
			h.step(rt)
		}
		w.compare(rapid.SampledFrom(scopes).Draw(rt, "scope"), someDay(rt))
		w.verified()
	})
}

// history is a run of random changes.
type history struct {
	*world
	all []place
}

func (h *history) step(rt *rapid.T) {
	area := float64(rapid.IntRange(0, 9).Draw(rt, "area")) * 15 // m2: with the households below, some communities have 30 m2 per 100 exactly
	status, day := rapid.SampledFrom(statuses).Draw(rt, "status"), someDay(rt)
	switch n := rapid.IntRange(0, 9).Draw(rt, "step"); {
	case n < 2:
		code := rapid.SampledFrom([]division.Code{zhuantang1, zhuantang2, shilong1}).Draw(rt, "community")
		h.profile(code, day, rapid.SampledFrom([]int{0, 50, 100, 150, 300}).Draw(rt, "households"))
	case n == 2:
		h.retire(zhuantang2, day)
	case n < 6 && len(h.all) > 0:
		h.turn(rapid.SampledFrom(h.all).Draw(rt, "facility"), status, day, area)
	default:
		h.all = append(h.all, h.add(rapid.SampledFrom(places).Draw(rt, "place"), rapid.SampledFrom(kinds).Draw(rt, "kind"), status, day, area))
	}
}

func (w *world) reset() {
	w.Helper()
	for _, table := range []string{"facility_states", "facilities", "division_profiles", "county_statistics", "county_statistics_past"} {
		w.exec("DELETE FROM " + table)
	}
	w.exec("UPDATE divisions SET valid_to = NULL WHERE code = $1", string(zhuantang2))
	w.must(w.RecountAll(w.ctx))
}

func (w *world) profile(code division.Code, asOf division.Day, households int) {
	w.Helper()
	w.write(func(tx *gorm.DB) error {
		err := tx.Exec(`INSERT INTO division_profiles (division, as_of, source, households) VALUES (?, ?, 'test', ?)
			ON CONFLICT (division, as_of) DO UPDATE SET households = EXCLUDED.households`, code, asOf, households).Error
		if err != nil {
			return err
		}
		return w.RecountMany(w.ctx, tx, []string{code.County()})
	})
}

func (w *world) retire(code division.Code, day division.Day) {
	w.Helper()
	w.write(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE divisions SET valid_to = ? WHERE code = ? AND valid_from < ?", day, code, day).Error; err != nil {
			return err
		}
		return w.RecountMany(w.ctx, tx, []string{code.County()})
	})
}

// expected counts by plain questions to the facts.
type expected struct {
	Open, Closed, Homes, Communities, Own, Reach, Known, Met int64
	Floor                                                    float64
}

const expectedSQL = `
WITH s AS (SELECT * FROM facility_states WHERE from_day <= $1::date AND coalesce(to_day, 'infinity') > $1::date),
o AS (SELECT * FROM s WHERE status = 'open' AND kind <> 'childrens_home'),
c AS (
  SELECT d.code,
    EXISTS (SELECT FROM o WHERE o.division = d.code) AS own,
    EXISTS (SELECT FROM o WHERE o.kind = 'guidance_centre' AND o.county = left(d.code, 6)
      OR o.kind = 'service_centre' AND left(o.division, 9) = left(d.code, 9) AND left(o.division, 9) NOT LIKE '%000') AS centre,
    (SELECT nullif(households, 0) FROM division_profiles p WHERE p.division = d.code AND as_of <= $1::date ORDER BY as_of DESC LIMIT 1) AS homes,
    (SELECT coalesce(sum(floor_area_m2), 0) FROM o WHERE o.division = d.code) AS area
  FROM divisions d WHERE level = 5 AND valid_from <= $1::date AND coalesce(valid_to, 'infinity') > $1::date AND code LIKE $2)
SELECT (SELECT count(*) FROM o WHERE division LIKE $2), (SELECT count(*) FROM s WHERE division LIKE $2 AND status = 'closed' AND kind <> 'childrens_home'),
  (SELECT count(*) FROM s WHERE division LIKE $2 AND kind = 'childrens_home'),
  count(*), count(*) FILTER (WHERE own), count(*) FILTER (WHERE own OR centre), count(homes), count(*) FILTER (WHERE area * 100 / homes >= 30),
  (SELECT coalesce(sum(floor_area_m2), 0)::float8 FROM o WHERE division LIKE $2)
FROM c`

func (w *world) expected(d division.Code, day division.Day) (e expected) {
	w.Helper()
	prefix := map[division.Level]int{division.CountryLevel: 0, division.Province: 2, division.City: 4, division.County: 6, division.Township: 9, division.Community: 12}[d.Level()]
	row := w.DB.Pool.QueryRow(w.ctx, expectedSQL, string(day), string(d[:prefix])+"%")
	w.must(row.Scan(&e.Open, &e.Closed, &e.Homes, &e.Communities, &e.Own, &e.Reach, &e.Known, &e.Met, &e.Floor))
	return e
}

// told is what the statistics say, with the children added up.
func (w *world) told(d division.Code, day division.Day) (e expected) {
	w.Helper()
	f, err := w.Facilities(w.ctx, d, day, true)
	w.must(err)
	var children int64
	for _, item := range f.Items {
		children += item.Open
	}
	if children != f.Total.Open {
		w.Fatalf("%s on %s: the children add up to %d, the total is %d", d, day, children, f.Total.Open)
	}
	for _, k := range f.Total.Kinds {
		if k.Kind == "childrens_home" {
			e.Homes = k.Planned + k.Building + k.Open + k.Suspended + k.Closed
		} else {
			e.Closed += k.Closed
		}
	}
	own, reach, area := w.coverage(d, day, statistics.CommunityOwn), w.coverage(d, day, statistics.CommunityReach), w.coverage(d, day, statistics.AreaPer100Households)
	e.Open, e.Floor, e.Communities = f.Total.Open, f.Total.FloorAreaM2, own.Communities
	e.Own, e.Reach = int64(own.Coverage.Numerator), int64(reach.Coverage.Numerator)
	e.Known, e.Met = *area.Known, int64(area.Met.Numerator)
	return e
}

func (w *world) coverage(d division.Code, day division.Day, definition string) statistics.CoverageCount {
	w.Helper()
	c, err := w.Coverage(w.ctx, d, day, definition, true)
	w.must(err)
	gaps, err := w.Gaps(w.ctx, statistics.GapQuery{Division: d, AsOf: day, Definition: definition, Limit: 100})
	w.must(err)
	if int64(len(gaps)) != c.Total.Gaps {
		w.Fatalf("%s on %s by %s: %d gaps listed, %d counted", d, day, definition, len(gaps), c.Total.Gaps)
	}
	return c.Total
}

func (w *world) compare(d division.Code, day division.Day) {
	w.Helper()
	if want, got := w.expected(d, day), w.told(d, day); got != want {
		w.Fatalf("%s on %s\n got %+v\nwant %+v", d, day, got, want)
	}
}

func TestWritersOfOneCountyAtTheSameTimeAreAllCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			p := w.add(places[i%3], "service_station", "open", division.Day(fmt.Sprintf("2012-01-%02d", 1+i%7)), 10)
			if i%2 == 0 {
				w.turn(p, "closed", "2012-02-01", 10)
			}
		})
	}
	all.Wait()
	w.compare(country, "2012-01-31")
	w.compare(xihu, "2012-02-01")
	w.verified()
}

func TestVerifyFindsWhatWasChangedBehindTheBackOfTheCounters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.add(zhuantang1, "service_station", "open", "2012-01-05", 100)
	w.turn(p, "suspended", "2012-01-20", 100)
	w.exec("UPDATE county_statistics SET communities_own = 7 WHERE county = '330106'")
	w.exec("UPDATE county_statistics_past SET service_station_open = 3 WHERE county = '330106' AND from_day = '2012-01-05'")
	other := place{uuid.Must(uuid.NewV7()), xixing1, "service_station"}
	w.write(func(tx *gorm.DB) error {
		if err := insertFacility(tx, other); err != nil {
			return err
		}
		return insertState(tx, other, "2012-01-09", "planned", 0)
	})
	got, err := w.Verify(w.ctx)
	w.must(err)
	want := []statistics.Difference{
		{County: "330106", Day: "2012-01-05", Counter: "service_station_open", Stored: 3, Counted: 1},
		{County: "330106", Day: "2012-01-20", Counter: "communities_own", Stored: 7, Counted: 0},
		{County: "330108", Day: "2012-01-09", Counter: "service_station_planned", Stored: 0, Counted: 1},
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}
