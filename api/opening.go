package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

func (a *API) openingRoutes(r *router) {
	r.get("/facilities/:id/opening-rules", authz.FacilityRead, a.getOpeningRules)
	r.put("/facilities/:id/opening-rules", authz.FacilityWrite, a.putOpeningRules)
	r.get("/facilities/:id/hours", authz.FacilityRead, a.getHours)
}

// getOpeningRules reads the opening rules of a facility.
//
//	@ID				getOpeningRules
//	@Summary		Read the opening rules of a facility
//	@Description	The first layer with a rule for a day decides it: exception, then holiday, then vacation or term, then regular.
//	@Tags			parts
//	@Produce		json
//	@Param			id		path		string	true	"facility"	format(uuid)
//	@Success		200		{object}	facility.Opening
//	@Failure		default	{object}	Problem
//	@Security		bearer
//	@Router			/facilities/{id}/opening-rules [get]
func (a *API) getOpeningRules(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	o, err := a.Facility.OpeningRules(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, o, o.Version)
}

// putOpeningRules replaces the opening rules of a facility.
//
//	@ID			putOpeningRules
//	@Summary	Replace the opening rules of a facility
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"facility"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		facility.OpeningInput	true	"all rules"
//	@Success	200			{object}	facility.Opening
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/opening-rules [put]
func (a *API) putOpeningRules(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, version int, in facility.OpeningInput) (*facility.Opening, error) {
		return a.Facility.SetOpeningRules(ctx, id, version, in)
	}, func(o *facility.Opening) int { return o.Version })
}

// getHours computes the opening hours of a facility.
//
//	@ID				getFacilityHours
//	@Summary		Compute the opening hours of a facility day by day, and whether it is open now
//	@Description	Public holidays, weekend days worked in exchange, school terms and the status of the facility are taken into account; each day says why it is as it is. At most 62 days.
//	@Tags			parts
//	@Produce		json
//	@Param			id		path		string	true	"facility"	format(uuid)
//	@Param			from	query		string	false	"first day; today when left out"	format(date)
//	@Param			to		query		string	false	"last day; six days later when left out"	format(date)
//	@Success		200		{object}	facility.Hours
//	@Failure		default	{object}	Problem
//	@Security		bearer
//	@Router			/facilities/{id}/hours [get]
func (a *API) getHours(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	from, to := q.day("from"), q.day("to")
	if err := q.err(); err != nil {
		return err
	}
	h, err := a.Facility.Hours(c.Request().Context(), id, from, to)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, h)
}
