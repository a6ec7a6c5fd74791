package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func (a *API) programmeSessionRoutes(r *router) {
	r.get("/programme-sessions", authz.ProgrammeRead, a.listProgrammeSessions)
	r.post("/cohorts/:id/sessions", authz.ProgrammeWrite, a.addProgrammeSession)
	r.get("/programme-sessions/:id", authz.ProgrammeRead, a.getProgrammeSession)
	r.post("/programme-sessions/:id/commands/move", authz.ProgrammeWrite, a.moveProgrammeSession)
	r.post("/programme-sessions/:id/commands/cancel", authz.ProgrammeWrite, a.cancelProgrammeSession)
}

// listProgrammeSessions lists sessions.
//
//	@ID			listProgrammeSessions
//	@Summary	List sessions in order of time, of a cohort, a facility, a room or a worker
//	@Tags		timetable
//	@Produce	json
//	@Param		cohort_id	query		string		false	"only of this cohort"		format(uuid)
//	@Param		facility_id	query		string		false	"only in this facility"		format(uuid)
//	@Param		space_id	query		string		false	"only in this room"			format(uuid)
//	@Param		worker_id	query		string		false	"only those this worker leads or helps in"	format(uuid)
//	@Param		from		query		string		false	"first day, in China"		format(date)
//	@Param		to			query		string		false	"last day, included"		format(date)
//	@Param		status		query		[]string	false	"only these statuses"	collectionFormat(csv)	enums(planned,running,done,cancelled)
//	@Param		limit		query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[program.Session]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions [get]
func (a *API) listProgrammeSessions(c echo.Context) error {
	q := newQuery(c)
	f := program.SessionFilter{Cohort: q.id("cohort_id"), Facility: q.id("facility_id"), Space: q.id("space_id"), Worker: q.id("worker_id"),
		From: q.day("from"), To: q.day("to"), Statuses: q.texts("status"), Limit: q.limit() + 1}
	for _, s := range f.Statuses {
		fault.OneOf(&q.in, "status", program.SessionStatus(s), program.SessionStatuses()...)
	}
	place, err := after[program.SessionPlace](a, c, "programme-sessions")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, err := a.Program.Sessions(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "programme-sessions", rows, f.Limit-1, func(r program.Session) program.SessionPlace { return program.SessionPlace{At: r.StartsAt, ID: r.ID} })
}

// addProgrammeSession adds one session.
//
//	@ID			addProgrammeSession
//	@Summary	Add one session to a cohort beside its timetable
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"cohort"	format(uuid)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.SessionInput	true	"when and where"
//	@Success	201				{object}	program.Session
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/sessions [post]
func (a *API) addProgrammeSession(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[program.SessionInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		r, err := a.Program.AddSession(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(r, r.Version, "/programme-sessions/"+r.ID.String()), nil
	})
}

// getProgrammeSession reads a session.
//
//	@ID			getProgrammeSession
//	@Summary	Read a session with its leaders and helpers
//	@Tags		timetable
//	@Produce	json
//	@Param		id		path		string	true	"session"	format(uuid)
//	@Success	200		{object}	program.Session
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id} [get]
func (a *API) getProgrammeSession(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	r, err := a.Program.Session(c.Request().Context(), id)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", etag(r.Version))
	return c.JSON(http.StatusOK, r) // leaders change without the version, so it is never answered by 304
}

// moveProgrammeSession moves a session.
//
//	@ID			moveProgrammeSession
//	@Summary	Move one session to another time or room; all others stay
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"session"	format(uuid)
//	@Param		If-Match		header		string					true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.SessionInput	true	"when, where and why"
//	@Success	200				{object}	program.Session
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/commands/move [post]
func (a *API) moveProgrammeSession(c echo.Context) error {
	return changeSession(a, c, a.Program.MoveSession)
}

// cancelProgrammeSession cancels a session.
//
//	@ID			cancelProgrammeSession
//	@Summary	Cancel one session; its room and leaders are free again
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"session"	format(uuid)
//	@Param		If-Match		header		string				true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.CancelInput	true	"why"
//	@Success	200				{object}	program.Session
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/commands/cancel [post]
func (a *API) cancelProgrammeSession(c echo.Context) error {
	return changeSession(a, c, a.Program.CancelSession)
}

// changeSession answers a command on one session.
func changeSession[In any](a *API, c echo.Context, do func(ctx context.Context, id uuid.UUID, version int, in In) (*program.Session, error)) error {
	id, version, in, err := change[In](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		r, err := do(ctx, id, version, in)
		if err != nil {
			return answer{}, err
		}
		return changed(r, r.Version), nil
	})
}
