package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func (a *API) calendarRoutes(r *router) {
	r.get("/calendar/years/:year", authz.DivisionRead, a.getCalendarYear)
	r.put("/calendar/years/:year", authz.DivisionManage, a.putCalendarYear)
	r.get("/divisions/:code/days", authz.DivisionRead, a.listDays)
	r.get("/divisions/:code/terms", authz.DivisionRead, a.getTerms)
	r.put("/divisions/:code/terms", authz.DivisionProfileEdit, a.putTerms)
}

// getCalendarYear reads the public holidays of a year.
//
//	@ID			getCalendarYear
//	@Summary	Read the public holidays of a year and the weekend days worked in exchange
//	@Tags		calendar
//	@Produce	json
//	@Param		year	path		int	true	"year"	minimum(1950)	maximum(2200)
//	@Success	200		{object}	calendar.Year
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/calendar/years/{year} [get]
func (a *API) getCalendarYear(c echo.Context) error {
	year, err := pathYear(c)
	if err != nil {
		return err
	}
	y, err := a.Calendar.Year(c.Request().Context(), year)
	if err != nil {
		return err
	}
	return found(c, y, y.Version)
}

// putCalendarYear writes the public holidays of a year.
//
//	@ID				putCalendarYear
//	@Summary		Write the public holidays of a year as the State Council announced them
//	@Description	Replaces what the program carries for that year. The first writing names version 0.
//	@Tags			calendar
//	@Accept			json
//	@Produce		json
//	@Param			year		path		int					true	"year"	minimum(1950)	maximum(2200)
//	@Param			If-Match	header		string				true	"the version this change is based on"	maxLength(32)
//	@Param			body		body		calendar.YearInput	true	"every day that is not what its weekday says"
//	@Success		200			{object}	calendar.Year
//	@Failure		default		{object}	Problem
//	@Security		bearer
//	@Router			/calendar/years/{year} [put]
func (a *API) putCalendarYear(c echo.Context) error {
	year, err := pathYear(c)
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, version int, in calendar.YearInput) (*calendar.Year, error) {
		return a.Calendar.SetYear(ctx, year, version, in)
	}, func(y *calendar.Year) int { return y.Version })
}

func pathYear(c echo.Context) (int, error) {
	year, err := strconv.Atoi(c.Param("year"))
	if err != nil {
		return 0, fault.New(fault.NotFound, "not_found")
	}
	return year, nil
}

// listDays lists the days of a division.
//
//	@ID			listDays
//	@Summary	Tell working days, holidays, school days and vacation days of a division
//	@Tags		calendar
//	@Produce	json
//	@Param		code	path		string	true	"division"			maxLength(12)
//	@Param		from	query		string	true	"first day"			format(date)
//	@Param		to		query		string	true	"last day, at most 399 days later"	format(date)
//	@Success	200		{object}	Items[calendar.Day]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/days [get]
func (a *API) listDays(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	q := newQuery(c)
	from, to := q.requiredDay("from"), q.requiredDay("to")
	if err := q.err(); err != nil {
		return err
	}
	days, err := a.Calendar.Days(c.Request().Context(), code, from, to)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[calendar.Day]{days})
}

// getTerms reads the school calendar of a division.
//
//	@ID				getTerms
//	@Summary		Read the school terms and vacations that hold in a division
//	@Description	Its own, or those of the nearest division above that has some; from says whose.
//	@Tags			calendar
//	@Produce		json
//	@Param			code	path		string	true	"division"	maxLength(12)
//	@Success		200		{object}	calendar.Terms
//	@Failure		default	{object}	Problem
//	@Security		bearer
//	@Router			/divisions/{code}/terms [get]
func (a *API) getTerms(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	t, err := a.Calendar.Terms(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return found(c, t, t.Version)
}

// putTerms replaces the school calendar of a division.
//
//	@ID				putTerms
//	@Summary		Replace the school terms and vacations of a division
//	@Description	They hold below it too, except where a division has its own. The first writing names version 0.
//	@Tags			calendar
//	@Accept			json
//	@Produce		json
//	@Param			code		path		string				true	"division"	maxLength(12)
//	@Param			If-Match	header		string				true	"the version this change is based on"	maxLength(32)
//	@Param			body		body		calendar.TermsInput	true	"all terms and vacations"
//	@Success		200			{object}	calendar.Terms
//	@Failure		default		{object}	Problem
//	@Security		bearer
//	@Router			/divisions/{code}/terms [put]
func (a *API) putTerms(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, version int, in calendar.TermsInput) (*calendar.Terms, error) {
		return a.Calendar.SetTerms(ctx, code, version, in)
	}, func(t *calendar.Terms) int { return t.Version })
}
