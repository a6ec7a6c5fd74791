package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

func (a *API) statisticsRoutes(r *router) {
	r.get("/statistics/facilities", authz.StatisticsRead, a.facilityStatistics)
	r.get("/statistics/coverage", authz.StatisticsRead, a.coverageStatistics)
	r.get("/statistics/coverage/definitions", authz.StatisticsRead, a.coverageDefinitions)
	r.get("/statistics/coverage/gaps", authz.StatisticsRead, a.coverageGaps)
	r.get("/statistics/coverage/gaps/export", authz.StatisticsRead, a.exportCoverageGaps)
}

// question is what every statistic is asked with.
type question struct {
	Division division.Code
	AsOf     division.Day
}

// question reads where and when; without a division it is about the caller's own territory. What will be
// cannot be counted.
func (a *API) question(q *query) question {
	in := question{Division: q.division("division"), AsOf: q.day("as_of")}
	if in.Division == "" {
		in.Division = home(q.c)
	}
	if in.AsOf > division.DayOf(a.Config.Clock()) {
		q.in.Add("as_of", "future")
	}
	return in
}

// home is the territory in which the caller may read statistics; the largest when there are several.
func home(c echo.Context) division.Code {
	own := division.Country
	found := false
	for _, g := range authz.Territory(c.Request().Context(), authz.StatisticsRead) {
		if g.OrganisationID == nil && (!found || g.Division.Level() < own.Level()) {
			own, found = g.Division, true
		}
	}
	return own
}

// facilityStatistics counts facilities.
//
//	@ID			getFacilityStatistics
//	@Summary	Count facilities by kind and status, as of a day
//	@Description	Open facilities of the three kinds add up to open; children's homes lie inside them and are counted beside. Counted from the facility register, never taken from published figures.
//	@Tags		statistics
//	@Produce	json
//	@Param		division	query		string	false	"this division and below; the caller's territory when absent"	maxLength(12)
//	@Param		as_of		query		string	false	"as it was on this day; today in China when absent"	format(date)
//	@Param		breakdown	query		bool	false	"by child division as well"
//	@Success	200			{object}	statistics.Facilities
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/statistics/facilities [get]
func (a *API) facilityStatistics(c echo.Context) error {
	q := newQuery(c)
	in, breakdown := a.question(q), q.flag("breakdown")
	if err := q.err(); err != nil {
		return err
	}
	f, err := a.Statistics.Facilities(c.Request().Context(), in.Division, in.AsOf, breakdown)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, f)
}

// coverageStatistics measures coverage.
//
//	@ID			getCoverageStatistics
//	@Summary	Measure coverage by one definition, as of a day
//	@Description	The answer carries its definition with numerator and denominator in words and numbers. community_own: communities with an open facility in them / communities. community_reach: communities with an open facility of their own, of their township's centre or their county's guidance centre / communities. area_per_100_households: square metres per 100 households against the 30 m2 rule. Without a denominator the value is absent and a reason given.
//	@Tags		statistics
//	@Produce	json
//	@Param		division	query		string	false	"this division and below; the caller's territory when absent"	maxLength(12)
//	@Param		as_of		query		string	false	"as it was on this day; today in China when absent"	format(date)
//	@Param		definition	query		string	false	"what is divided by what"	enums(community_own,community_reach,area_per_100_households)	default(community_own)
//	@Param		breakdown	query		bool	false	"by child division as well"
//	@Success	200			{object}	statistics.Coverage
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/statistics/coverage [get]
func (a *API) coverageStatistics(c echo.Context) error {
	q := newQuery(c)
	in, definition, breakdown := a.question(q), q.definition(), q.flag("breakdown")
	if err := q.err(); err != nil {
		return err
	}
	v, err := a.Statistics.Coverage(c.Request().Context(), in.Division, in.AsOf, definition, breakdown)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// definition is community_own unless another is named; the domain knows which there are.
func (q *query) definition() string {
	if code := q.text("definition"); code != "" {
		return code
	}
	return statistics.CommunityOwn
}

// coverageDefinitions lists the definitions.
//
//	@ID			listCoverageDefinitions
//	@Summary	List the definitions of coverage in words
//	@Tags		statistics
//	@Produce	json
//	@Success	200		{object}	Items[statistics.Definition]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/statistics/coverage/definitions [get]
func (a *API) coverageDefinitions(c echo.Context) error {
	return c.JSON(http.StatusOK, Items[statistics.Definition]{statistics.Definitions()})
}

// coverageGaps lists communities without coverage.
//
//	@ID			listCoverageGaps
//	@Summary	List the communities that a definition of coverage does not reach
//	@Tags		statistics
//	@Produce	json
//	@Param		division	query		string	false	"this division and below; the caller's territory when absent"	maxLength(12)
//	@Param		as_of		query		string	false	"as it was on this day; today in China when absent"	format(date)
//	@Param		definition	query		string	false	"what is divided by what"	enums(community_own,community_reach,area_per_100_households)	default(community_own)
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[statistics.Gap]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/statistics/coverage/gaps [get]
func (a *API) coverageGaps(c echo.Context) error {
	q := newQuery(c)
	in := a.question(q)
	g := statistics.GapQuery{Division: in.Division, AsOf: in.AsOf, Definition: q.definition(), Limit: q.limit() + 1}
	place, err := after[division.Code](a, c, "gaps")
	if err != nil {
		return err
	}
	if place != nil {
		g.After = *place
	}
	if err := q.err(); err != nil {
		return err
	}
	gaps, err := a.Statistics.Gaps(c.Request().Context(), g)
	if err != nil {
		return err
	}
	return page(a, c, "gaps", gaps, g.Limit-1, func(g statistics.Gap) division.Code { return g.Division })
}
