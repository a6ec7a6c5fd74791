package statistics

import (
	_ "embed"
	"strconv"
	"strings"
)

// kinds are those of facilities: guidance centres, service centres and service stations (R167), and the
// children's homes that lie inside them.
var kinds = []string{"guidance_centre", "service_centre", "service_station", home}

const home = "childrens_home"

var statuses = []string{"planned", "building", "open", "suspended", "closed"}

// The counters after those of each kind and status, which stand first.
const (
	floorArea = 20 + iota
	activityArea
	activityFloorArea
	communities
	townships
	communitiesOwn
	communitiesReach
	communitiesKnown
	communitiesAreaMet
	households
	knownFloorArea
	counters
)

var areaNames = []string{
	"floor_area_dm2", "activity_area_dm2", "activity_floor_area_dm2", "communities", "townships", "communities_own",
	"communities_reach", "communities_known", "communities_area_met", "households", "known_floor_area_dm2",
}

// names are the columns of county_statistics in the order of the counters.
var names = append(facilityNames(), areaNames...)

func facilityNames() []string {
	var all []string
	for _, k := range kinds {
		for _, s := range statuses {
			all = append(all, k+"_"+s)
		}
	}
	return all
}

// tally is one value for every counter.
type tally [counters]int64

func (t *tally) add(o *tally) {
	for i := range o {
		t[i] += o[i]
	}
}

// facilities is the number of one kind (by its place in kinds) and status (by its place in statuses).
func (t *tally) facilities(kind, status int) int64 { return t[kind*5+status] }

const openStatus = 2

// open is the number of open facilities of the three kinds.
func (t *tally) open() int64 {
	return t.facilities(0, openStatus) + t.facilities(1, openStatus) + t.facilities(2, openStatus)
}

// part is the half-open range of counters that a query needs.
type part struct{ from, to int }

var (
	facilityPart = part{0, communities}
	coveragePart = part{communities, counters}
)

// each joins an expression for every counter of the part; %[1]s stands for its name and %[2]d for its number.
func (p part) each(expression string) string {
	all := make([]string, 0, counters)
	for i := p.from; i < p.to; i++ {
		e := strings.ReplaceAll(expression, "%[1]s", names[i])
		all = append(all, strings.ReplaceAll(e, "%[2]d", strconv.Itoa(i+1)))
	}
	return strings.Join(all, ", ")
}

//go:embed steps.sql
var stepsTemplate string

//go:embed snapshot.sql
var snapshotTemplate string

// stepsSQL counts one county, which the planner can do by a plan it keeps.
var stepsSQL = fill(stepsTemplate, steps("$1::text"))

// stepsManySQL counts the counties of an array.
var stepsManySQL = fill(stepsTemplate, steps("unnest($1::text[])"))

func steps(scope string) map[string]string {
	return map[string]string{
		"scope":      scope,
		"facilities": strings.Join(facilityNames(), ","),
		"columns":    all.each("%[1]s"),
		"sums":       all.each("coalesce(sum(amount) FILTER (WHERE counter = %[2]d), 0)::bigint AS %[1]s"),
		"running":    all.each("(sum(%[1]s) OVER w)::bigint AS %[1]s"),
		"excluded":   all.each("%[1]s = EXCLUDED.%[1]s"),
	}
}

var all = part{0, counters}

// snapshotSQL holds common table expressions: "facilities" and "communities" by "key".
var snapshotSQL = fill(snapshotTemplate, map[string]string{
	"facilities": part{0, floorArea}.each("count(*) FILTER (WHERE kind = '%[1]s') AS %[1]s"),
})

// fill sets lists, and the number of each counter in SQL (from 1), for {name}.
func fill(template string, lists map[string]string) string {
	var pairs []string
	for k, v := range lists {
		pairs = append(pairs, "{"+k+"}", v)
	}
	for i, n := range names {
		pairs = append(pairs, "{"+n+"}", strconv.Itoa(i+1))
	}
	return strings.NewReplacer(pairs...).Replace(template)
}
