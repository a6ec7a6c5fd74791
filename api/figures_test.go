package api_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/investment"
)

// spreadSQL opens facilities of one kind in so many of the divisions of a level, wherever their hashes put them.
const spreadSQL = `
WITH chosen AS (
  SELECT gen_random_uuid() AS id, code, row_number() OVER (ORDER BY md5(code)) AS n FROM divisions WHERE level = $1 ORDER BY 3 LIMIT $3
),
made AS (
  INSERT INTO facilities (id, county, division, kind, name, status, floor_area_m2, opened_on)
  SELECT id, substr(code, 1, 6), code, $2, $2, 'open', 100, date '2010-01-01' + (n % 2000)::int FROM chosen RETURNING *
)
INSERT INTO facility_states (county, facility_id, from_day, division, kind, status, floor_area_m2)
SELECT county, id, opened_on, division, kind, status, floor_area_m2 FROM made`

// realCountry is the whole country with the facilities of the letter.
func realCountry(t *testing.T) *harness {
	t.Helper()
	h := bareHarness(t)
	ctx := authz.System(t.Context())
	must(t, h.API.Division.Load(ctx))
	for _, k := range []struct {
		level division.Level
		kind  string
		n     int
	}{{division.County, "guidance_centre", 905}, {division.Township, "service_centre", 15_860}, {division.Community, "service_station", 65_317}} {
		_, err := h.DB.Pool.Exec(ctx, spreadSQL, k.level, k.kind, k.n)
		must(t, err)
	}
	must(t, h.API.Statistics.RecountAll(ctx))
	return h
}

// close fails the test unless a number is what it should be, to the last digit that is given.
func (h *harness) close(name string, got any, want, within float64) {
	h.Helper()
	if n, ok := got.(float64); !ok || math.Abs(n-want) > within {
		h.Errorf("%s: got %v, want %v", name, got, want)
	}
}

func TestTheFiguresOfTheLetterComeOutOverRealDivisions(t *testing.T) {
	t.Parallel()
	h := realCountry(t)
	token := h.actor(authz.Officer, country)
	t.Run("facilities", func(t *testing.T) { h.on(t).lettersFacilities(token) })
	t.Run("drill down", func(t *testing.T) { h.on(t).drillDown(token, country) })
	t.Run("coverage", func(t *testing.T) { h.on(t).lettersCoverage(token) })
	t.Run("investment", func(t *testing.T) { h.on(t).lettersInvestment(token) })
	t.Run("verify", func(t *testing.T) {
		differences, err := h.API.Statistics.Verify(authz.System(t.Context()))
		must(t, err)
		if len(differences) > 0 {
			t.Fatalf("%d differences, the first: %+v", len(differences), differences[0])
		}
	})
}

// on reports to a part of the test.
func (h *harness) on(t *testing.T) *harness {
	part := *h
	part.T = t
	return &part
}

func (h *harness) lettersFacilities(token string) {
	h.Helper()
	res := h.get(token, "/statistics/facilities?breakdown=true&as_of=2016-03-31")
	total := res.JSON["total"].(map[string]any)
	h.close("F1", total["open"], 82_082, 0)
	for i, want := range []struct{ open, share float64 }{{905, 0.0110}, {15_860, 0.1932}, {65_317, 0.7958}} {
		k := total["kinds"].([]any)[i].(map[string]any)
		h.close("F2", k["open"], want.open, 0)
		h.close("F2", k["share"], want.share, 0.00005)
	}
	h.close("F3", total["centres_per_guidance_centre"], 17.5, 0.05)
	h.close("F3", total["stations_per_centre"], 4.12, 0.005)
	if got := len(res.JSON["items"].([]any)); got != 31 {
		h.Errorf("%d provinces", got)
	}
}

// drillDown follows the largest part down to a community; on every level the parts make the whole.
func (h *harness) drillDown(token string, d division.Code) {
	h.Helper()
	for d.Level() < division.Community {
		res := h.get(token, "/statistics/facilities?breakdown=true&as_of=2016-03-31&division="+string(d))
		var sum, most float64
		next := d
		for _, i := range res.JSON["items"].([]any) {
			m := i.(map[string]any)
			n, code := m["open"].(float64), division.Code(m["division"].(string))
			if sum += n; code != d && n > most {
				next, most = code, n
			}
		}
		h.close(string(d), res.JSON["total"].(map[string]any)["open"], sum, 0)
		if next == d {
			h.Fatalf("there is no way down from %s: %.500s", d, res.Text)
		}
		d = next
	}
	if got := h.get(token, "/statistics/facilities?as_of=2016-03-31&division="+string(d)); got.JSON["total"].(map[string]any)["open"] == 0.0 {
		h.Errorf("nothing in %s", d)
	}
}

// coverageSQL counts both coverages from the facts, as of a day by which all facilities are open.
const coverageSQL = `
WITH own AS (SELECT DISTINCT division FROM facilities),
near AS (SELECT DISTINCT substr(division, 1, 9) AS township FROM facilities WHERE kind = 'service_centre'),
far AS (SELECT DISTINCT county FROM facilities WHERE kind = 'guidance_centre')
SELECT count(*), count(own.division), count(*) FILTER (WHERE own.division IS NOT NULL OR near.township IS NOT NULL OR far.county IS NOT NULL)
FROM divisions d LEFT JOIN own ON own.division = d.code LEFT JOIN near ON near.township = substr(d.code, 1, 9) LEFT JOIN far ON far.county = substr(d.code, 1, 6)
WHERE d.level = 5`

func (h *harness) lettersCoverage(token string) {
	h.Helper()
	var all, own, reach float64
	must(h.T, h.DB.Pool.QueryRow(h.Context(), coverageSQL).Scan(&all, &own, &reach))
	for code, covered := range map[string]float64{"community_own": own, "community_reach": reach} {
		res := h.get(token, "/statistics/coverage?as_of=2016-03-31&definition="+code)
		total := res.JSON["total"].(map[string]any)
		h.same(total["coverage"], fmt.Sprintf(`{"numerator":%.0f,"denominator":%.0f,"value":%v}`, covered, all, covered/all))
		h.close("gaps by "+code, total["gaps"], all-covered, 0)
	}
}

// programme invests what the letter tells of, in 40 projects of 4 years in two counties.
func (h *harness) programme() {
	h.Helper()
	ctx := authz.System(h.Context())
	s := &investment.Service{DB: h.DB, Now: h.API.Statistics.Now}
	for i := range 40 {
		year, area := 2012+i%4, 26_387.5
		at := []division.Code{xihu, "441900003000"}[i/20]
		p, err := s.Create(ctx, investment.ProjectInput{
			Division: at, Name: "社区服务体系建设", PlannedAreaM2: &area, PlannedOn: division.Day(fmt.Sprintf("%d-01-15", year)),
			Funding: []investment.FundingLine{
				{Source: investment.Central, Year: year, AmountFen: 2_000_000_000}, {Source: investment.Local, Year: year, AmountFen: 2_850_000_000},
			},
		})
		must(h.T, err)
		in := investment.CommandInput{On: division.Day(fmt.Sprintf("%d-06-30", year)), DeliveredAreaM2: &area}
		for _, c := range []investment.Command{investment.Approve, investment.Start, investment.Deliver} {
			p, err = s.Run(ctx, p.ID, p.Version, c, in)
			must(h.T, err)
		}
	}
}

func (h *harness) lettersInvestment(token string) {
	h.Helper()
	h.programme()
	res := h.get(token, "/statistics/investment?breakdown=true&from_year=2012&to_year=2015")
	total, mean := res.JSON["total"].(map[string]any), res.JSON["mean_per_year"].(map[string]any)
	const yuan = 100
	for _, want := range []struct {
		figure        string
		of            map[string]any
		name          string
		value, within float64
	}{
		{"F5", total, "central_fen", 800_000_000 * yuan, 0}, {"F5", mean, "central_fen", 200_000_000 * yuan, 0},
		{"F6", total, "local_fen", 1_140_000_000 * yuan, 0}, {"F6", total, "leverage", 1.425, 0},
		{"F7", total, "total_fen", 1_940_000_000 * yuan, 0}, {"F7", total, "central_share", 0.4124, 0.00005},
		{"F8", total, "delivered_area_m2", 1_055_500, 0}, {"F8", total, "cost_per_m2_fen", 183_799, 0},
		{"F8", total, "central_cost_per_m2_fen", 75_793, 0}, {"F8", mean, "delivered_area_m2", 263_875, 0},
	} {
		h.close(want.figure+" "+want.name, want.of[want.name], want.value, want.within)
	}
}
