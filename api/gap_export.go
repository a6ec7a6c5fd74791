package api

import (
	"io"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/sheet"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

// exportCoverageGaps exports communities without coverage.
//
//	@ID			exportCoverageGaps
//	@Summary	Export the communities that a definition of coverage does not reach
//	@Tags		statistics
//	@Produce	text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		format		query		string	false	"kind of file"	enums(csv,xlsx)	default(csv)
//	@Param		division	query		string	false	"this division and below; the caller's territory when absent"	maxLength(12)
//	@Param		as_of		query		string	false	"as it was on this day; today in China when absent"	format(date)
//	@Param		definition	query		string	false	"what is divided by what"	enums(community_own,community_reach,area_per_100_households)	default(community_own)
//	@Success	200			{file}		file
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/statistics/coverage/gaps/export [get]
func (a *API) exportCoverageGaps(c echo.Context) error {
	q := newQuery(c)
	in, definition, format := a.question(q), q.definition(), q.format()
	if err := q.err(); err != nil {
		return err
	}
	gaps := statistics.GapQuery{Division: in.Division, AsOf: in.AsOf, Definition: definition}
	return stream(c, a.dated("gaps"), format, func(w io.Writer) error {
		out, err := sheet.NewWriter(w, format, statistics.GapSheetName(lang(c)))
		if err != nil {
			return err
		}
		if err := a.Statistics.ExportGaps(c.Request().Context(), gaps, out, lang(c)); err != nil {
			return err
		}
		return out.Close()
	})
}
