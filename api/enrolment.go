package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/enrolment"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func (a *API) enrolmentRoutes(r *router) {
	r.get("/cohorts/:id/enrolments", authz.EnrolmentRead, a.listCohortEnrolments)
	r.post("/cohorts/:id/enrolments", authz.EnrolmentWrite, a.askEnrolment)
	r.get("/children/:id/enrolments", authz.EnrolmentRead, a.listChildEnrolments)
	r.get("/enrolments/:id", authz.EnrolmentRead, a.getEnrolment)
	r.post("/enrolments/:id/commands/:command", authz.EnrolmentWrite, a.moveEnrolment)
}

// listEnrolments answers a page of a cohort's or a child's enrolments.
func (a *API) listEnrolments(c echo.Context, f enrolment.Filter) error {
	q := newQuery(c)
	f.Statuses, f.Limit = q.texts("status"), q.limit()+1
	for _, s := range f.Statuses {
		fault.OneOf(&q.in, "status", enrolment.Status(s), enrolment.Statuses()...)
	}
	at, err := after[enrolment.Place](a, c, "enrolments")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = at
	rows, err := a.Enrolment.List(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "enrolments", rows, f.Limit-1, func(e enrolment.Enrolment) enrolment.Place {
		return enrolment.Place{Priority: e.Priority, Number: e.Number, ID: e.ID}
	})
}

// listCohortEnrolments lists who has a place or waits for one.
//
//	@ID			listCohortEnrolments
//	@Summary	List the enrolments of a cohort, by points and then in order of arrival
//	@Tags		enrolments
//	@Produce	json
//	@Param		id		path		string		true	"cohort"	format(uuid)
//	@Param		status	query		[]string	false	"only these"	collectionFormat(csv)	enums(requested,waiting,offered,enrolled,withdrawn,declined,expired,refused,completed)
//	@Param		limit	query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[enrolment.Enrolment]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/enrolments [get]
func (a *API) listCohortEnrolments(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return a.listEnrolments(c, enrolment.Filter{Cohort: &id})
}

// listChildEnrolments lists the places of a child.
//
//	@ID			listChildEnrolments
//	@Summary	List where a child has a place or waits for one
//	@Tags		enrolments
//	@Produce	json
//	@Param		id		path		string		true	"child"	format(uuid)
//	@Param		status	query		[]string	false	"only these"	collectionFormat(csv)	enums(requested,waiting,offered,enrolled,withdrawn,declined,expired,refused,completed)
//	@Param		limit	query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[enrolment.Enrolment]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/enrolments [get]
func (a *API) listChildEnrolments(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return a.listEnrolments(c, enrolment.Filter{Child: &id})
}

// askEnrolment takes a request for places in.
//
//	@ID			askEnrolment
//	@Summary	Ask for a place for a child, or for places for siblings who are to stay together
//	@Description	At once a place for each of them, or the waiting list for all of them.
//	@Tags		enrolments
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"cohort"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		enrolment.Request	true	"who"
//	@Success	201				{object}	Items[enrolment.Enrolment]
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/enrolments [post]
func (a *API) askEnrolment(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[enrolment.Request](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		rows, err := a.Enrolment.Ask(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(Items[enrolment.Enrolment]{rows}, 0, "/cohorts/"+id.String()+"/enrolments"), nil
	})
}

// getEnrolment reads an enrolment.
//
//	@ID			getEnrolment
//	@Summary	Read an enrolment, with its position in the waiting list
//	@Tags		enrolments
//	@Produce	json
//	@Param		id		path		string	true	"enrolment"	format(uuid)
//	@Success	200		{object}	enrolment.Enrolment
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/enrolments/{id} [get]
func (a *API) getEnrolment(c echo.Context) error { return readOne(c, a.Enrolment.Get) }

// moveEnrolment carries out a command.
//
//	@ID			moveEnrolment
//	@Summary	Accept or decline an offer, withdraw or refuse a request
//	@Description	A place that becomes free is offered to the next in the waiting list at once.
//	@Tags		enrolments
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"enrolment"	format(uuid)
//	@Param		command			path		string					true	"what to do"	enums(accept,decline,withdraw,refuse)
//	@Param		If-Match		header		string					true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		enrolment.CommandInput	true	"reason"
//	@Success	200				{object}	enrolment.Enrolment
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/enrolments/{id}/commands/{command} [post]
func (a *API) moveEnrolment(c echo.Context) error {
	id, version, in, err := change[enrolment.CommandInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		e, err := a.Enrolment.Move(ctx, id, version, enrolment.Command(c.Param("command")), in)
		if err != nil {
			return answer{}, err
		}
		return changed(e, e.Version), nil
	})
}
