package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

func (a *API) seriesRoutes(r *router) {
	r.get("/series", authz.StatisticsRead, a.listSeries)
	r.post("/series", authz.StatisticsPublish, a.createSeries)
	r.get("/series/:code", authz.StatisticsRead, a.getSeries)
	r.post("/series/:code/points", authz.StatisticsPublish, a.createSeriesPoint)
}

// listSeries lists published figures.
//
//	@ID			listSeries
//	@Summary	List figures that others have published, with scope and source
//	@Description	None of these was counted by the platform. Points outside the caller's territory are left out, those of the whole country are not.
//	@Tags		series
//	@Produce	json
//	@Param		limit	query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[statistics.Series]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/series [get]
func (a *API) listSeries(c echo.Context) error {
	q := newQuery(c)
	limit := q.limit()
	place, err := after[string](a, c, "series")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	from := ""
	if place != nil {
		from = *place
	}
	rows, err := a.Statistics.ListSeries(c.Request().Context(), from, limit+1)
	if err != nil {
		return err
	}
	return page(a, c, "series", rows, limit, func(s statistics.Series) string { return s.Code })
}

// getSeries reads a series.
//
//	@ID			getSeries
//	@Summary	Read one published series with its points
//	@Tags		series
//	@Produce	json
//	@Param		code	path		string	true	"series"	maxLength(80)
//	@Success	200		{object}	statistics.Series
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/series/{code} [get]
func (a *API) getSeries(c echo.Context) error {
	v, err := a.Statistics.GetSeries(c.Request().Context(), c.Param("code"))
	if err != nil {
		return err
	}
	// Points come and go with the reader's territory, so the version says nothing about the whole answer.
	return c.JSON(http.StatusOK, v)
}

// createSeries adds a series.
//
//	@ID			createSeries
//	@Summary	Add a published series, still without values
//	@Tags		series
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		statistics.SeriesInput	true	"the series"
//	@Success	201				{object}	statistics.Series
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/series [post]
func (a *API) createSeries(c echo.Context) error {
	in, err := bind[statistics.SeriesInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		v, err := a.Statistics.AddSeries(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(v, v.Version, "/series/"+v.Code), nil
	})
}

// createSeriesPoint adds a value.
//
//	@ID			createSeriesPoint
//	@Summary	Add a published value to a series, for a day or a period
//	@Tags		series
//	@Accept		json
//	@Produce	json
//	@Param		code			path		string					true	"series"	maxLength(80)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		statistics.PointInput	true	"the value"
//	@Success	201				{object}	statistics.Point
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/series/{code}/points [post]
func (a *API) createSeriesPoint(c echo.Context) error {
	in, err := bind[statistics.PointInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Statistics.AddPoint(ctx, c.Param("code"), in)
		if err != nil {
			return answer{}, err
		}
		return created(p, 0, "/series/"+p.SeriesCode), nil
	})
}
