package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func (a *API) eventRoutes(r *router) {
	r.get("/events", authz.EventFeed, a.feed)
	r.get("/history", authz.EventFeed, a.recent)
	r.get("/history/:subject/:id", authz.EventRead, a.history)
	r.get("/audit/verification", authz.AuditVerify, a.verifyAudit)
}

// Feed is a stretch of the change feed.
type Feed struct {
	Items []event.Event `json:"items" validate:"required"`
	Next  int64         `json:"next" validate:"required"` // pass as "after" to go on
}

// feed reads the change feed.
//
//	@ID			listEvents
//	@Summary	Read the change feed
//	@Description	Events in the order of the sealed chain. Keep "next" and pass it as "after": nothing is skipped or repeated.
//	@Tags		events
//	@Produce	json
//	@Param		after	query		int	false	"position behind which to read"	minimum(0)	default(0)	format(int64)	maximum(9007199254740991)
//	@Param		limit	query		int	false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Success	200		{object}	Feed
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/events [get]
func (a *API) feed(c echo.Context) error {
	q := newQuery(c)
	from, limit := q.integer("after", 0, 0, 1<<53-1), q.limit()
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Event.Feed(c.Request().Context(), int64(from), limit)
	if err != nil {
		return err
	}
	f := Feed{Items: rows, Next: int64(from)}
	if len(rows) > 0 {
		f.Next = *rows[len(rows)-1].Position
	}
	c.Response().Header().Set("Link", "<"+Prefix+"/events?after="+strconv.FormatInt(f.Next, 10)+`>; rel="next"`)
	return c.JSON(http.StatusOK, f)
}

// historyPlace is where the next page of a history starts.
type historyPlace struct {
	ID uuid.UUID `json:"i"`
}

// history reads what happened to one record.
//
//	@ID			listHistory
//	@Summary	Read the history of a record, newest first
//	@Tags		events
//	@Produce	json
//	@Param		subject	path		string	true	"kind of record"	enums(facility,organisation,user,division,investment,series,child,worker,programme,enrolment,session,task,title,appointment)
//	@Param		id		path		string	true	"the record's id"	maxLength(64)
//	@Param		limit	query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[event.Event]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/history/{subject}/{id} [get]
func (a *API) history(c echo.Context) error {
	q := newQuery(c)
	limit := q.limit()
	if !slices.Contains(event.Subjects, c.Param("subject")) {
		return fault.New(fault.NotFound, "not_found")
	}
	place, err := after[historyPlace](a, c, "history")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	var before *uuid.UUID
	if place != nil {
		before = &place.ID
	}
	rows, err := a.Event.History(c.Request().Context(), c.Param("subject"), c.Param("id"), before, limit+1)
	if err != nil {
		return err
	}
	return page(a, c, "history", rows, limit, func(e event.Event) historyPlace { return historyPlace{e.ID} })
}

// recent reads what happened last.
//
//	@ID			listRecentEvents
//	@Summary	Read what happened, newest first
//	@Description	For people; programs that must miss nothing read the feed at /events.
//	@Tags		events
//	@Produce	json
//	@Param		subject		query		string	false	"kind of record"	enums(facility,organisation,user,division,project,series)
//	@Param		actor		query		string	false	"login name of who did it"	maxLength(64)
//	@Param		division	query		string	false	"only this division and below"	maxLength(12)
//	@Param		from		query		string	false	"from this day on"	format(date)
//	@Param		to			query		string	false	"up to this day"	format(date)
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[event.Event]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/history [get]
func (a *API) recent(c echo.Context) error {
	q := newQuery(c)
	f := event.Filter{Subject: q.text("subject"), Actor: strings.ToLower(q.text("actor")), Division: q.division("division"),
		From: q.day("from"), To: q.day("to"), Limit: q.limit() + 1}
	if f.Subject != "" {
		fault.OneOf(&q.in, "subject", f.Subject, event.Subjects...)
	}
	place, err := after[historyPlace](a, c, "recent")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	if place != nil {
		f.Before = &place.ID
	}
	rows, err := a.Event.Recent(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "recent", rows, f.Limit-1, func(e event.Event) historyPlace { return historyPlace{e.ID} })
}

// maxStretch is how many links one request walks at most; it takes a few seconds.
const maxStretch = 200_000

// verifyAudit walks the chain stretch by stretch.
//
//	@ID			verifyAudit
//	@Summary	Verify the event chain
//	@Description	Recomputes the hashes of up to "limit" links behind "after". While "complete" is false, go on with "sealed" as "after".
//	@Tags		events
//	@Produce	json
//	@Param		head	query		string	false	"a head noted earlier, to show that the end was not cut off; leave it out once it was found"	maxLength(64)
//	@Param		after	query		int		false	"position behind which to begin"	minimum(0)	default(0)	format(int64)	maximum(9007199254740991)
//	@Param		limit	query		int		false	"links to walk"	minimum(1)	maximum(200000)	default(200000)
//	@Success	200		{object}	event.Verdict
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/audit/verification [get]
func (a *API) verifyAudit(c echo.Context) error {
	q := newQuery(c)
	head, from, limit := q.text("head"), q.integer("after", 0, 0, 1<<53-1), q.integer("limit", maxStretch, 1, maxStretch)
	if err := q.err(); err != nil {
		return err
	}
	v, err := a.Event.VerifyStretch(c.Request().Context(), strings.ToLower(head), int64(from), limit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}
