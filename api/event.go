package api

import (
	"net/http"
	"slices"
	"strconv"

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
//	@Param		subject	path		string	true	"kind of record"	enums(facility,organisation,user,division,investment,series)
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
//	@Param		limit	query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[event.Event]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/history [get]
func (a *API) recent(c echo.Context) error {
	q := newQuery(c)
	limit := q.limit()
	place, err := after[historyPlace](a, c, "recent")
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
	rows, err := a.Event.Recent(c.Request().Context(), before, limit+1)
	if err != nil {
		return err
	}
	return page(a, c, "recent", rows, limit, func(e event.Event) historyPlace { return historyPlace{e.ID} })
}

// verifyAudit walks the whole chain.
//
//	@ID			verifyAudit
//	@Summary	Verify the event chain
//	@Tags		events
//	@Produce	json
//	@Param		head	query		string	false	"a head noted earlier, to show that the end was not cut off"	maxLength(64)
//	@Success	200		{object}	event.Verdict
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/audit/verification [get]
func (a *API) verifyAudit(c echo.Context) error {
	q := newQuery(c)
	head := q.text("head")
	if err := q.err(); err != nil {
		return err
	}
	v, err := a.Event.Verify(c.Request().Context(), head)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}
