package api

import (
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

func (a *API) spaceRoutes(r *router) {
	r.get("/facilities/:id/spaces", authz.FacilityRead, a.listSpaces)
	r.post("/facilities/:id/spaces", authz.FacilityWrite, a.addSpace)
	r.get("/facilities/:id/spaces/:space", authz.FacilityRead, a.getSpace)
	r.put("/facilities/:id/spaces/:space", authz.FacilityWrite, a.putSpace)
}

// listSpaces lists spaces.
//
//	@ID			listSpaces
//	@Summary	List the spaces of a facility
//	@Tags		parts
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Param		retired	query		bool	false	"also those out of use"
//	@Success	200		{object}	Items[facility.Space]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/spaces [get]
func (a *API) listSpaces(c echo.Context) error { return listPart(c, a.Facility.Spaces) }

// addSpace adds a space.
//
//	@ID			addSpace
//	@Summary	Add a room or an area to a facility
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"facility"	format(uuid)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		facility.SpaceInput	true	"the space"
//	@Success	201				{object}	facility.Space
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/spaces [post]
func (a *API) addSpace(c echo.Context) error {
	return addPart(a, c, a.Facility.AddSpace, func(p *facility.Space) (string, int) { return "/spaces/" + p.ID.String(), p.Version })
}

// getSpace reads a space.
//
//	@ID			getSpace
//	@Summary	Read a space of a facility
//	@Tags		parts
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Param		space	path		string	true	"space"	format(uuid)
//	@Success	200		{object}	facility.Space
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/spaces/{space} [get]
func (a *API) getSpace(c echo.Context) error {
	return getPart(c, "space", a.Facility.Space, func(p *facility.Space) int { return p.Version })
}

// putSpace changes a space.
//
//	@ID			putSpace
//	@Summary	Change a space of a facility, or take it out of use
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"facility"	format(uuid)
//	@Param		space		path		string					true	"space"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		facility.SpaceInput	true	"the whole space"
//	@Success	200			{object}	facility.Space
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/spaces/{space} [put]
func (a *API) putSpace(c echo.Context) error {
	return putPart(a, c, "space", a.Facility.UpdateSpace, func(p *facility.Space) int { return p.Version })
}
