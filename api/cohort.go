package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func (a *API) cohortRoutes(r *router) {
	r.get("/cohorts", authz.ProgrammeRead, a.listCohorts)
	r.get("/programmes/:id/cohorts", authz.ProgrammeRead, a.listProgrammeCohorts)
	r.post("/programmes/:id/cohorts", authz.ProgrammeWrite, a.addCohort)
	r.get("/cohorts/:id", authz.ProgrammeRead, a.getCohort)
	r.put("/cohorts/:id", authz.ProgrammeWrite, a.putCohort)
	r.post("/cohorts/:id/commands/:command", authz.ProgrammeWrite, a.moveCohort)
}

// listCohorts lists cohorts.
//
//	@ID			listCohorts
//	@Summary	List cohorts in order of division
//	@Tags		programmes
//	@Produce	json
//	@Param		division	query		string		false	"only this division and below"	maxLength(12)
//	@Param		facility_id	query		string		false	"only in this facility"	format(uuid)
//	@Param		kind		query		[]string	false	"only of these kinds of programme"	collectionFormat(csv)	enums(four_thirty_class,mental_health_class,parent_child_room,early_childhood_guidance,family_education,reading_room,lecture,interest_group,holiday_camp)
//	@Param		phase		query		[]string	false	"only in these phases"	collectionFormat(csv)	enums(draft,open,running,finished,archived)
//	@Param		limit		query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[program.Cohort]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/cohorts [get]
func (a *API) listCohorts(c echo.Context) error {
	q := newQuery(c)
	return a.cohorts(c, q, program.CohortFilter{Division: q.division("division"), Facility: q.id("facility_id"), Kinds: programmeKinds(q)})
}

// listProgrammeCohorts lists the cohorts of a programme.
//
//	@ID			listProgrammeCohorts
//	@Summary	List the cohorts of a programme
//	@Tags		programmes
//	@Produce	json
//	@Param		id		path		string		true	"programme"	format(uuid)
//	@Param		phase	query		[]string	false	"only in these phases"	collectionFormat(csv)	enums(draft,open,running,finished,archived)
//	@Param		limit	query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[program.Cohort]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/programmes/{id}/cohorts [get]
func (a *API) listProgrammeCohorts(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if _, err := a.Program.Get(c.Request().Context(), id); err != nil {
		return err
	}
	return a.cohorts(c, newQuery(c), program.CohortFilter{Programme: &id})
}

// cohorts answers the page of cohorts that the filter and the query ask for.
func (a *API) cohorts(c echo.Context, q *query, f program.CohortFilter) error {
	f.Phases, f.Limit = q.texts("phase"), q.limit()+1
	for _, p := range f.Phases {
		fault.OneOf(&q.in, "phase", program.Phase(p), program.Phases()...)
	}
	place, err := after[program.Place](a, c, "cohorts")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, err := a.Program.Cohorts(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "cohorts", rows, f.Limit-1, func(r program.Cohort) program.Place { return program.Place{Division: r.Division, ID: r.ID} })
}

// addCohort adds a cohort.
//
//	@ID			addCohort
//	@Summary	Add a cohort to a programme, as a draft
//	@Tags		programmes
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"programme"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.CohortInput	true	"the cohort"
//	@Success	201				{object}	program.Cohort
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programmes/{id}/cohorts [post]
func (a *API) addCohort(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[program.CohortInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		row, err := a.Program.AddCohort(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(row, row.Version, "/cohorts/"+row.ID.String()), nil
	})
}

// getCohort reads a cohort.
//
//	@ID			getCohort
//	@Summary	Read a cohort
//	@Tags		programmes
//	@Produce	json
//	@Param		id		path		string	true	"cohort"	format(uuid)
//	@Success	200		{object}	program.Cohort
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id} [get]
func (a *API) getCohort(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	row, err := a.Program.Cohort(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, row, row.Version)
}

// putCohort changes a cohort.
//
//	@ID			putCohort
//	@Summary	Change a cohort; there cannot be fewer places than are taken
//	@Tags		programmes
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string				true	"cohort"	format(uuid)
//	@Param		If-Match	header		string				true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		program.CohortInput	true	"the whole cohort"
//	@Success	200			{object}	program.Cohort
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id} [put]
func (a *API) putCohort(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, version int, in program.CohortInput) (*program.Cohort, error) {
		return a.Program.UpdateCohort(ctx, id, version, in)
	}, func(row *program.Cohort) int { return row.Version })
}

// moveCohort carries out a command.
//
//	@ID			moveCohort
//	@Summary	Open a cohort for enrolment, start, finish or archive it
//	@Description	Finishing or dropping a cohort cancels the sessions that lie ahead, for the reason given.
//	@Tags		programmes
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"cohort"	format(uuid)
//	@Param		command			path		string					true	"what to do"	enums(open,start,finish,archive)
//	@Param		If-Match		header		string					true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.CommandInput	true	"the reason, where there is one"
//	@Success	200				{object}	program.Cohort
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/commands/{command} [post]
func (a *API) moveCohort(c echo.Context) error {
	id, version, in, err := change[program.CommandInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		row, err := a.Program.MoveCohort(ctx, id, version, program.Command(c.Param("command")), in)
		if err != nil {
			return answer{}, err
		}
		return changed(row, row.Version), nil
	})
}
