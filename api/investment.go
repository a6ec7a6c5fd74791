package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

func (a *API) investmentRoutes(r *router) {
	r.get("/investments", authz.InvestmentRead, a.listProjects)
	r.post("/investments", authz.InvestmentWrite, a.createProject)
	r.get("/investments/:id", authz.InvestmentRead, a.getProject)
	r.put("/investments/:id", authz.InvestmentWrite, a.putProject)
	r.post("/investments/:id/commands/:command", authz.InvestmentWrite, a.runProject)
	r.get("/statistics/investment", authz.InvestmentRead, a.investmentStatistics)
}

// listProjects lists investment projects.
//
//	@ID			listInvestments
//	@Summary	List investment projects in order of division
//	@Tags		investment
//	@Produce	json
//	@Param		division	query		string		false	"only this division and below"	maxLength(12)
//	@Param		status		query		[]string	false	"only these statuses"	collectionFormat(csv)	enums(planned,approved,building,delivered,cancelled)
//	@Param		q			query		string		false	"part of the name"	maxLength(100)
//	@Param		total		query		bool		false	"count all of them as well"
//	@Param		limit		query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[investment.Project]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/investments [get]
func (a *API) listProjects(c echo.Context) error {
	q := newQuery(c)
	f := investment.Filter{Division: q.division("division"), Query: q.text("q"), Limit: q.limit() + 1}
	for _, s := range q.texts("status") {
		fault.OneOf(&q.in, "status", investment.Status(s), investment.Planned, investment.Approved, investment.Building, investment.Delivered, investment.Cancelled)
		f.Statuses = append(f.Statuses, investment.Status(s))
	}
	withTotal := q.flag("total")
	place, err := after[investment.After](a, c, "investments")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, err := a.Investment.List(c.Request().Context(), f)
	if err != nil {
		return err
	}
	var total *int64
	if withTotal {
		n, err := a.Investment.Total(c.Request().Context(), f)
		if err != nil {
			return err
		}
		total = &n
	}
	return page(a, c, "investments", rows, f.Limit-1, func(p investment.Project) investment.After { return investment.After{Division: p.Division, ID: p.ID} }, total)
}

// createProject registers an investment project.
//
//	@ID			createInvestment
//	@Summary	Register an investment project
//	@Description	Money is in fen. A project begins as planned and moves on by commands.
//	@Tags		investment
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		investment.ProjectInput	true	"the project"
//	@Success	201				{object}	investment.Project
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/investments [post]
func (a *API) createProject(c echo.Context) error {
	in, err := bind[investment.ProjectInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Investment.Create(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(p, p.Version, "/investments/"+p.ID.String()), nil
	})
}

// getProject reads an investment project.
//
//	@ID			getInvestment
//	@Summary	Read an investment project
//	@Tags		investment
//	@Produce	json
//	@Param		id		path		string	true	"project"	format(uuid)
//	@Success	200		{object}	investment.Project
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/investments/{id} [get]
func (a *API) getProject(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	p, err := a.Investment.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, p, p.Version)
}

// putProject changes an investment project.
//
//	@ID			putInvestment
//	@Summary	Change an investment project
//	@Description	Replaces everything that a person fills in, the funding lines too. Status and its dates change by commands.
//	@Tags		investment
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"project"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		investment.ProjectInput	true	"the project"
//	@Success	200			{object}	investment.Project
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/investments/{id} [put]
func (a *API) putProject(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	in, err := bind[investment.ProjectInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Investment.Update(ctx, id, version, in)
		if err != nil {
			return answer{}, err
		}
		return changed(p, p.Version), nil
	})
}

// runProject moves an investment project on.
//
//	@ID			runInvestmentCommand
//	@Summary	Approve, start, deliver or cancel an investment project
//	@Tags		investment
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"project"	format(uuid)
//	@Param		command			path		string					true	"what to do"	enums(approve,start,deliver,cancel)
//	@Param		If-Match		header		string					true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		investment.CommandInput	true	"day, reason, what was delivered"
//	@Success	200				{object}	investment.Project
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/investments/{id}/commands/{command} [post]
func (a *API) runProject(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	in, err := bind[investment.CommandInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Investment.Run(ctx, id, version, investment.Command(c.Param("command")), in)
		if err != nil {
			return answer{}, err
		}
		return changed(p, p.Version), nil
	})
}

// investmentStatistics adds up investment.
//
//	@ID			getInvestmentStatistics
//	@Summary	Add up investment by source, with what it built
//	@Description	Money counts in its year, areas in the year they were planned or delivered. A quotient that is not defined is absent, and undefined says why: a cost without area is not zero.
//	@Tags		statistics
//	@Produce	json
//	@Param		division	query		string	false	"this division and below; the caller's territory when absent"	maxLength(12)
//	@Param		as_of		query		string	false	"as it was on this day; today in China when absent"	format(date)
//	@Param		from_year	query		int		false	"from this year on"	minimum(1949)	maximum(2199)
//	@Param		to_year		query		int		false	"to this year; that of as_of when absent"	minimum(1949)	maximum(2199)
//	@Param		breakdown	query		bool	false	"by child division as well"
//	@Success	200			{object}	statistics.Investment
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/statistics/investment [get]
func (a *API) investmentStatistics(c echo.Context) error {
	q := newQuery(c)
	in := a.question(q)
	ask := statistics.InvestmentQuery{Division: in.Division, AsOf: in.AsOf, Breakdown: q.flag("breakdown"),
		FromYear: q.integer("from_year", 0, 1949, 2199), ToYear: q.integer("to_year", 0, 1949, 2199)}
	if err := q.err(); err != nil {
		return err
	}
	sums, err := a.Statistics.Investment(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, sums)
}
