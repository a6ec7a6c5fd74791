package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/people"
)

func (a *API) guardianRoutes(r *router) {
	r.get("/children/:id/guardians", authz.PersonRead, a.listGuardians)
	r.post("/children/:id/guardians", authz.PersonWrite, a.addGuardian)
	r.put("/children/:id/guardians/:guardian", authz.PersonWrite, a.putGuardian)
	r.post("/children/:id/guardians/:guardian/reveal", authz.PersonReveal, a.revealGuardian)
}

// listGuardians lists guardians.
//
//	@ID			listGuardians
//	@Summary	List the guardians of a child, who may pick it up first
//	@Tags		children
//	@Produce	json
//	@Param		id		path		string	true	"child"	format(uuid)
//	@Success	200		{object}	Items[people.Guardian]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/guardians [get]
func (a *API) listGuardians(c echo.Context) error { return readList(c, a.People.Guardians) }

// addGuardian adds a guardian.
//
//	@ID			addGuardian
//	@Summary	Put somebody into a relation to a child
//	@Tags		children
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"child"	format(uuid)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		people.GuardianInput	true	"the guardian"
//	@Success	201				{object}	people.Guardian
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/guardians [post]
func (a *API) addGuardian(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[people.GuardianInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		g, err := a.People.AddGuardian(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(g, g.Version, "/children/"+id.String()+"/guardians"), nil
	})
}

// putGuardian changes a guardian.
//
//	@ID			putGuardian
//	@Summary	Change somebody's relation to a child, who they are, or end it
//	@Tags		children
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"child"	format(uuid)
//	@Param		guardian	path		string					true	"the relation"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		people.GuardianInput	true	"the whole guardian"
//	@Success	200			{object}	people.Guardian
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/guardians/{guardian} [put]
func (a *API) putGuardian(c echo.Context) error {
	return putPart(a, c, "guardian", a.People.UpdateGuardian, func(g *people.Guardian) int { return g.Version })
}

// revealGuardian reads how to reach a guardian.
//
//	@ID			revealGuardian
//	@Summary	Read how to reach a guardian, in clear; the reading is recorded
//	@Tags		children
//	@Produce	json
//	@Param		id			path		string	true	"child"	format(uuid)
//	@Param		guardian	path		string	true	"the relation"	format(uuid)
//	@Success	200			{object}	people.GuardianContact
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/guardians/{guardian}/reveal [post]
func (a *API) revealGuardian(c echo.Context) error {
	child, id, err := partIDs(c, "guardian")
	if err != nil {
		return err
	}
	contact, err := a.People.RevealGuardian(c.Request().Context(), child, id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, contact)
}
