package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func (a *API) leaderRoutes(r *router) {
	r.post("/programme-sessions/:id/workers", authz.ProgrammeWrite, a.assignWorker)
	r.delete("/programme-sessions/:id/workers/:worker", authz.ProgrammeWrite, a.unassignWorker)
	r.get("/cohorts/:id/workers", authz.WorkerRead, a.listCohortWorkers)
	r.get("/cohorts/:id/candidates", authz.WorkerRead, a.listCandidates)
	r.post("/cohorts/:id/workers", authz.ProgrammeWrite, a.assignCohortWorker)
	r.delete("/cohorts/:id/workers/:worker", authz.ProgrammeWrite, a.unassignCohortWorker)
}

// assignWorker puts a worker on a session.
//
//	@ID			assignWorker
//	@Summary	Put a leader or helper on one session
//	@Description	Nobody without a record check valid on the day of the session; nobody in two places at a time.
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"session"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.AssignInput	true	"who"
//	@Success	200				{object}	program.Session
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/workers [post]
func (a *API) assignWorker(c echo.Context) error {
	return assign(a, c, a.Program.Assign)
}

// assignCohortWorker puts a worker on all sessions.
//
//	@ID			assignCohortWorker
//	@Summary	Put a leader or helper on all sessions of a cohort that lie ahead
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"cohort"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.AssignInput	true	"who, and within which days"
//	@Success	200				{object}	program.Assigned
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/workers [post]
func (a *API) assignCohortWorker(c echo.Context) error {
	return assign(a, c, a.Program.AssignAll)
}

// assign answers putting a worker on one session or many.
func assign[T any](a *API, c echo.Context, do func(ctx context.Context, id uuid.UUID, in program.AssignInput) (T, error)) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[program.AssignInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		done, err := do(ctx, id, in)
		return changed(done, 0), err
	})
}

// unassignWorker takes a worker off.
//
//	@ID			unassignWorker
//	@Summary	Take a leader or helper off one session
//	@Tags		timetable
//	@Param		id		path	string	true	"session"	format(uuid)
//	@Param		worker	path	string	true	"worker"	format(uuid)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/workers/{worker} [delete]
func (a *API) unassignWorker(c echo.Context) error { return unassign(a, c, a.Program.Unassign) }

// unassignCohortWorker takes a worker off all sessions.
//
//	@ID			unassignCohortWorker
//	@Summary	Take a leader or helper off all sessions of a cohort that lie ahead
//	@Tags		timetable
//	@Param		id		path	string	true	"cohort"	format(uuid)
//	@Param		worker	path	string	true	"worker"	format(uuid)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/workers/{worker} [delete]
func (a *API) unassignCohortWorker(c echo.Context) error {
	return unassign(a, c, a.Program.UnassignAll)
}

// unassign answers taking a worker off.
func unassign(a *API, c echo.Context, do func(ctx context.Context, id, worker uuid.UUID) error) error {
	id, worker, err := partIDs(c, "worker")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), do(ctx, id, worker) })
}

// listCohortWorkers lists leaders and helpers.
//
//	@ID			listCohortWorkers
//	@Summary	List who leads and helps in the sessions of a cohort that lie ahead
//	@Tags		timetable
//	@Produce	json
//	@Param		id		path		string	true	"cohort"	format(uuid)
//	@Success	200		{object}	Items[program.CohortWorker]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/workers [get]
func (a *API) listCohortWorkers(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	rows, err := a.Program.Workers(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[program.CohortWorker]{rows})
}

// listCandidates lists who could lead.
//
//	@ID			listCandidates
//	@Summary	List up to 50 workers of the county who could lead or help in a cohort, by name
//	@Tags		timetable
//	@Produce	json
//	@Param		id		path		string	true	"cohort"	format(uuid)
//	@Param		q		query		string	false	"part of the name"	maxLength(100)
//	@Success	200		{object}	Items[program.Candidate]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/candidates [get]
func (a *API) listCandidates(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	name := q.text("q")
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Program.Candidates(c.Request().Context(), id, name)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[program.Candidate]{rows})
}
