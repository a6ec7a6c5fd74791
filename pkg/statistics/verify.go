package statistics

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// Difference is a counter that is not what there is.
type Difference struct {
	County  string `json:"county"`
	Day     string `json:"day"`     // or the year, of investment
	Counter string `json:"counter"` // or "stretch", when the days of a county have a hole or overlap
	Stored  int64  `json:"stored"`
	Counted int64  `json:"counted"`
}

// Verify counts every county anew on every day on which anything changed, one fact at a time, and adds up its
// investment, both without the statements that keep the counters, and reports where the counters differ.
func (s *Service) Verify(ctx context.Context) ([]Difference, error) {
	tx, err := s.DB.Pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("verify statistics: %w", err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	var all []Difference
	for province := range 100 {
		low, high := fmt.Sprintf("%02d0000", province), fmt.Sprintf("%02d~", province)
		counties, err := readEvidence(ctx, tx, low, high)
		if err != nil {
			return nil, fmt.Errorf("verify statistics: %w", err)
		}
		for _, c := range slices.Sorted(maps.Keys(counties)) {
			all = append(all, counties[c].differences(c)...)
		}
	}
	money, err := verifyInvestment(ctx, tx)
	return append(all, money...), err
}

// stretch is a half-open range of days; it has no end while to is empty.
type stretch struct{ from, to string }

func (s stretch) holds(day string) bool { return s.from <= day && (s.to == "" || day < s.to) }

type stateFact struct {
	stretch
	division, kind, status string
	floor, activity        *int64
}

type divisionFact struct {
	stretch
	code  string
	level division.Level
}

type profileFact struct {
	asOf       string
	households int64
}

type storedFact struct {
	stretch
	tally
}

// evidence is all that is known of one county.
type evidence struct {
	states    []stateFact
	divisions []divisionFact
	profiles  map[string][]profileFact // by community, in order of days
	stored    []storedFact             // in order of days
}

func readEvidence(ctx context.Context, tx pgx.Tx, low, high string) (map[string]*evidence, error) {
	counties := map[string]*evidence{}
	of := func(code string) *evidence {
		e := counties[code[:6]]
		if e == nil {
			e = &evidence{profiles: map[string][]profileFact{}}
			counties[code[:6]] = e
		}
		return e
	}
	var county, code string
	var st stateFact
	err := each(ctx, tx, `SELECT county, division, kind, status, from_day::text, coalesce(to_day::text, ''),
		round(floor_area_m2 * 100)::bigint, round(activity_area_m2 * 100)::bigint FROM facility_states WHERE county >= $1 AND county < $2`, low, high,
		[]any{&county, &st.division, &st.kind, &st.status, &st.from, &st.to, &st.floor, &st.activity},
		func() { e := of(county); e.states = append(e.states, st) })
	if err != nil {
		return nil, err
	}
	var d divisionFact
	err = each(ctx, tx, `SELECT code, level, valid_from::text, coalesce(valid_to::text, '') FROM divisions WHERE code >= $1 AND code < $2 AND level >= 4`, low, high,
		[]any{&d.code, &d.level, &d.from, &d.to},
		func() { e := of(d.code); e.divisions = append(e.divisions, d) })
	if err != nil {
		return nil, err
	}
	var p profileFact
	err = each(ctx, tx, profileFactsSQL, low, high, []any{&code, &p.asOf, &p.households},
		func() { e := of(code); e.profiles[code] = append(e.profiles[code], p) })
	if err != nil {
		return nil, err
	}
	return counties, readStored(ctx, tx, low, high, of)
}

const profileFactsSQL = `SELECT division, as_of::text, households FROM division_profiles WHERE households IS NOT NULL AND division >= $1 AND division < $2 ORDER BY division, as_of`

func readStored(ctx context.Context, tx pgx.Tx, low, high string, of func(string) *evidence) error {
	columns := "ARRAY[" + all.each("%[1]s::bigint") + "]"
	var county string
	var r storedFact
	var values []int64
	return each(ctx, tx, `SELECT county, from_day::text, to_day::text, `+columns+` FROM county_statistics_past WHERE county >= $1 AND county < $2
		UNION ALL SELECT county, from_day::text, '', `+columns+` FROM county_statistics WHERE county >= $1 AND county < $2 ORDER BY 1, 2`, low, high,
		[]any{&county, &r.from, &r.to, &values},
		func() {
			copy(r.tally[:], values)
			e := of(county)
			e.stored = append(e.stored, r)
		})
}

func each(ctx context.Context, tx pgx.Tx, q, low, high string, into []any, do func()) error {
	rows, err := tx.Query(ctx, q, low, high)
	if err != nil {
		return err
	}
	_, err = pgx.ForEachRow(rows, into, func() error { do(); return nil })
	return err
}

func (e *evidence) differences(county string) []Difference {
	var all []Difference
	for i, r := range e.stored {
		if last := i == len(e.stored)-1; last != (r.to == "") || !last && r.to != e.stored[i+1].from {
			all = append(all, Difference{County: county, Day: r.from, Counter: "stretch"})
		}
	}
	for _, day := range e.days() {
		counted, stored := e.count(day), e.storedOn(day)
		for i := range counted {
			if counted[i] != stored[i] {
				all = append(all, Difference{county, day, names[i], stored[i], counted[i]})
			}
		}
	}
	return all
}

// days lists every day on which anything changed, by the facts or by the counters.
func (e *evidence) days() []string {
	seen := map[string]bool{}
	for _, s := range e.states {
		seen[s.from], seen[s.to] = true, true
	}
	for _, d := range e.divisions {
		seen[d.from], seen[d.to] = true, true
	}
	for _, ps := range e.profiles {
		for _, p := range ps {
			seen[p.asOf] = true
		}
	}
	for _, r := range e.stored {
		seen[r.from] = true
	}
	delete(seen, "")
	return slices.Sorted(maps.Keys(seen))
}

func (e *evidence) storedOn(day string) (t tally) {
	for _, r := range e.stored {
		if r.holds(day) {
			return r.tally
		}
	}
	return t
}

// count counts the county on a day, in the plainest way there is.
func (e *evidence) count(day string) (t tally) {
	floor, centres, guidance := map[string]int64{}, map[string]bool{}, false
	for _, s := range e.states {
		if !s.holds(day) {
			continue
		}
		t[slices.Index(kinds, s.kind)*len(statuses)+slices.Index(statuses, s.status)]++
		if s.status != "open" || s.kind == home {
			continue
		}
		t.addArea(s)
		floor[s.division] += value(s.floor)
		guidance = guidance || s.kind == "guidance_centre"
		if s.kind == "service_centre" && s.division[6:9] != "000" {
			centres[s.division[:9]] = true
		}
	}
	for _, d := range e.divisions {
		if !d.holds(day) {
			continue
		}
		if d.level == division.Township {
			t[townships]++
			continue
		}
		area, own := floor[d.code]
		t.addCommunity(own, own || guidance || centres[d.code[:9]], area, e.householdsOn(d.code, day))
	}
	return t
}

func (t *tally) addArea(s stateFact) {
	t[floorArea] += value(s.floor)
	if s.activity != nil {
		t[activityArea] += *s.activity
		t[activityFloorArea] += value(s.floor)
	}
}

func (t *tally) addCommunity(own, reach bool, area, homes int64) {
	t[communities]++
	if own {
		t[communitiesOwn]++
	}
	if reach {
		t[communitiesReach]++
	}
	if homes <= 0 {
		return
	}
	t[communitiesKnown]++
	t[households] += homes
	t[knownFloorArea] += area
	if area*100 >= 3000*homes { // R164
		t[communitiesAreaMet]++
	}
}

func (e *evidence) householdsOn(code, day string) (n int64) {
	for _, p := range e.profiles[code] {
		if p.asOf <= day {
			n = p.households
		}
	}
	return n
}

func value(p *int64) int64 {
	if p == nil {
		return 0
	}
	return *p
}
