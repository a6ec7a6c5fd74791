package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/org"
)

func (a *API) organisationRoutes(r *router) {
	r.get("/organisations", authz.OrganisationRead, a.listOrganisations)
	r.post("/organisations", authz.OrganisationWrite, a.createOrganisation)
	r.get("/organisations/:id", authz.OrganisationRead, a.getOrganisation)
	r.put("/organisations/:id", authz.OrganisationWrite, a.putOrganisation)
}

// listOrganisations lists organisations.
//
//	@ID			listOrganisations
//	@Summary	List organisations in order of division
//	@Tags		organisations
//	@Produce	json
//	@Param		division	query		string	false	"only this division and below"	maxLength(12)
//	@Param		q			query		string	false	"part of the name, or a whole credit code"	maxLength(100)
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[org.Organisation]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/organisations [get]
func (a *API) listOrganisations(c echo.Context) error {
	q := newQuery(c)
	f := org.OrganisationFilter{Division: q.division("division"), Query: q.text("q"), Limit: q.limit() + 1}
	place, err := after[org.After](a, c, "organisations")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, err := a.Org.Organisations(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "organisations", rows, f.Limit-1, func(o org.Organisation) org.After { return org.After{Division: string(o.Division), ID: o.ID} })
}

// createOrganisation registers an organisation.
//
//	@ID			createOrganisation
//	@Summary	Register an organisation
//	@Description	A credit code whose check digit does not fit is answered by "confirmation_needed" until it is confirmed.
//	@Tags		organisations
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		org.OrganisationInput	true	"the organisation"
//	@Success	201				{object}	org.Organisation
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/organisations [post]
func (a *API) createOrganisation(c echo.Context) error {
	in, err := bind[org.OrganisationInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		o, err := a.Org.CreateOrganisation(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(o, o.Version, "/organisations/"+o.ID.String()), nil
	})
}

// getOrganisation reads an organisation.
//
//	@ID			getOrganisation
//	@Summary	Read an organisation
//	@Tags		organisations
//	@Produce	json
//	@Param		id		path		string	true	"organisation"	format(uuid)
//	@Success	200		{object}	org.Organisation
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/organisations/{id} [get]
func (a *API) getOrganisation(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	o, err := a.Org.Organisation(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, o, o.Version)
}

// putOrganisation replaces what was filled in about an organisation.
//
//	@ID			putOrganisation
//	@Summary	Change an organisation
//	@Tags		organisations
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"organisation"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		org.OrganisationInput	true	"the organisation"
//	@Success	200			{object}	org.Organisation
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/organisations/{id} [put]
func (a *API) putOrganisation(c echo.Context) error {
	id, version, in, err := change[org.OrganisationInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		o, err := a.Org.UpdateOrganisation(ctx, id, version, in)
		if err != nil {
			return answer{}, err
		}
		return changed(o, o.Version), nil
	})
}
