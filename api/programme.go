package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func (a *API) programmeRoutes(r *router) {
	r.get("/programmes", authz.ProgrammeRead, a.listProgrammes)
	r.post("/programmes", authz.ProgrammeWrite, a.createProgramme)
	r.get("/programmes/:id", authz.ProgrammeRead, a.getProgramme)
	r.put("/programmes/:id", authz.ProgrammeWrite, a.putProgramme)
	r.post("/programmes/:id/commands/:command", authz.ProgrammeWrite, a.moveProgramme)
}

// listProgrammes lists programmes.
//
//	@ID			listProgrammes
//	@Summary	List programmes in order of division
//	@Tags		programmes
//	@Produce	json
//	@Param		division	query		string		false	"only this division and below"	maxLength(12)
//	@Param		facility_id	query		string		false	"only in this facility"	format(uuid)
//	@Param		provider_id	query		string		false	"only delivered by this organisation"	format(uuid)
//	@Param		kind		query		[]string	false	"only these kinds"		collectionFormat(csv)	enums(four_thirty_class,mental_health_class,parent_child_room,early_childhood_guidance,family_education,reading_room,lecture,interest_group,holiday_camp)
//	@Param		status		query		[]string	false	"only these statuses"	collectionFormat(csv)	enums(draft,published,archived)
//	@Param		q			query		string		false	"part of the name"	maxLength(100)
//	@Param		total		query		bool		false	"count all of them as well"
//	@Param		limit		query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[program.Programme]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/programmes [get]
func (a *API) listProgrammes(c echo.Context) error {
	q := newQuery(c)
	f := program.ProgrammeFilter{Division: q.division("division"), Facility: q.id("facility_id"), Provider: q.id("provider_id"),
		Kinds: programmeKinds(q), Statuses: q.texts("status"), Query: q.text("q"), Limit: q.limit() + 1, WithTotal: q.flag("total")}
	for _, s := range f.Statuses {
		fault.OneOf(&q.in, "status", program.Status(s), program.Statuses()...)
	}
	place, err := after[program.Place](a, c, "programmes")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, total, err := a.Program.List(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "programmes", rows, f.Limit-1, func(p program.Programme) program.Place { return program.Place{Division: p.Division, ID: p.ID} }, total)
}

func programmeKinds(q *query) []string {
	kinds := q.texts("kind")
	for _, k := range kinds {
		fault.OneOf(&q.in, "kind", program.Kind(k), program.Kinds()...)
	}
	return kinds
}

// createProgramme sets up a programme.
//
//	@ID			createProgramme
//	@Summary	Set up a programme, as a draft
//	@Tags		programmes
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.ProgrammeInput	true	"the programme"
//	@Success	201				{object}	program.Programme
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programmes [post]
func (a *API) createProgramme(c echo.Context) error {
	in, err := bind[program.ProgrammeInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Program.Create(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(p, p.Version, "/programmes/"+p.ID.String()), nil
	})
}

// getProgramme reads a programme.
//
//	@ID			getProgramme
//	@Summary	Read a programme
//	@Tags		programmes
//	@Produce	json
//	@Param		id		path		string	true	"programme"	format(uuid)
//	@Success	200		{object}	program.Programme
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/programmes/{id} [get]
func (a *API) getProgramme(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	p, err := a.Program.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, p, p.Version)
}

// putProgramme changes a programme.
//
//	@ID			putProgramme
//	@Summary	Change a programme; it stays in its facility
//	@Tags		programmes
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"programme"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		program.ProgrammeInput	true	"the whole programme"
//	@Success	200			{object}	program.Programme
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/programmes/{id} [put]
func (a *API) putProgramme(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, version int, in program.ProgrammeInput) (*program.Programme, error) {
		return a.Program.Update(ctx, id, version, in)
	}, func(p *program.Programme) int { return p.Version })
}

// moveProgramme carries out a command.
//
//	@ID			moveProgramme
//	@Summary	Publish or archive a programme
//	@Tags		programmes
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"programme"	format(uuid)
//	@Param		command			path		string					true	"what to do"	enums(publish,archive)
//	@Param		If-Match		header		string					true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.CommandInput	true	"the reason, where there is one"
//	@Success	200				{object}	program.Programme
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programmes/{id}/commands/{command} [post]
func (a *API) moveProgramme(c echo.Context) error {
	id, version, in, err := change[program.CommandInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Program.Move(ctx, id, version, program.Command(c.Param("command")), in)
		if err != nil {
			return answer{}, err
		}
		return changed(p, p.Version), nil
	})
}
