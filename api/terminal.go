package api

import (
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

func (a *API) terminalRoutes(r *router) {
	r.get("/facilities/:id/terminals", authz.FacilityRead, a.listTerminals)
	r.post("/facilities/:id/terminals", authz.FacilityWrite, a.addTerminal)
	r.get("/facilities/:id/terminals/:terminal", authz.FacilityRead, a.getTerminal)
	r.put("/facilities/:id/terminals/:terminal", authz.FacilityWrite, a.putTerminal)
	r.get("/terminals", authz.FacilityRead, a.dueTerminals)
}

// listTerminals lists terminals.
//
//	@ID			listTerminals
//	@Summary	List the terminals of a facility
//	@Tags		parts
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Param		retired	query		bool	false	"also those out of use"
//	@Success	200		{object}	Items[facility.Terminal]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/terminals [get]
func (a *API) listTerminals(c echo.Context) error { return listPart(c, a.Facility.Terminals) }

// addTerminal adds a terminal.
//
//	@ID			addTerminal
//	@Summary	Add a terminal to a facility
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"facility"	format(uuid)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		facility.TerminalInput	true	"the terminal"
//	@Success	201				{object}	facility.Terminal
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/terminals [post]
func (a *API) addTerminal(c echo.Context) error {
	return addPart(a, c, a.Facility.AddTerminal, func(p *facility.Terminal) (string, int) { return "/terminals/" + p.ID.String(), p.Version })
}

// getTerminal reads a terminal.
//
//	@ID			getTerminal
//	@Summary	Read a terminal of a facility
//	@Tags		parts
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Param		terminal	path		string	true	"terminal"	format(uuid)
//	@Success	200		{object}	facility.Terminal
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/terminals/{terminal} [get]
func (a *API) getTerminal(c echo.Context) error {
	return getPart(c, "terminal", a.Facility.Terminal, func(p *facility.Terminal) int { return p.Version })
}

// putTerminal changes a terminal.
//
//	@ID			putTerminal
//	@Summary	Change a terminal, record its check, or take it out of use
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"facility"	format(uuid)
//	@Param		terminal		path		string					true	"terminal"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		facility.TerminalInput	true	"the whole terminal"
//	@Success	200			{object}	facility.Terminal
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/terminals/{terminal} [put]
func (a *API) putTerminal(c echo.Context) error {
	return putPart(a, c, "terminal", a.Facility.UpdateTerminal, func(p *facility.Terminal) int { return p.Version })
}

// dueTerminals lists terminals that are due.
//
//	@ID			listDueTerminals
//	@Summary	List the terminals of a territory whose check has a due date, earliest first
//	@Tags		parts
//	@Produce	json
//	@Param		division	query		string	false	"only this division and below"	maxLength(12)
//	@Param		due_before	query		string	false	"only those due before this day"	format(date)
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[facility.DueTerminal]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/terminals [get]
func (a *API) dueTerminals(c echo.Context) error {
	return listDue(a, c, "terminals", a.Facility.DueTerminals, func(p facility.DueTerminal) facility.DuePlace { return facility.DuePlace{Day: *p.CheckDueOn, ID: p.ID} })
}
