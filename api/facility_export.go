package api

import (
	"io"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// exportFacilities exports facilities.
//
//	@ID			exportFacilities
//	@Summary	Export the facilities of a list as a file that an import can read again
//	@Description	Telephone numbers are masked; an import leaves the number of a masked one as it is.
//	@Tags		facilities
//	@Produce	text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		format		query		string		false	"kind of file"	enums(csv,xlsx)	default(csv)
//	@Param		division	query		string		false	"only this division and below"	maxLength(12)
//	@Param		kind		query		[]string	false	"only these kinds"		collectionFormat(csv)	enums(guidance_centre,service_centre,service_station,childrens_home)
//	@Param		status		query		[]string	false	"only these statuses"	collectionFormat(csv)	enums(planned,building,open,suspended,closed)
//	@Param		operator_id	query		string		false	"only of this operator"	format(uuid)
//	@Param		host_id		query		string		false	"only inside this facility"	format(uuid)
//	@Param		q			query		string		false	"part of the name, its pinyin or initials, or the whole code"	maxLength(100)
//	@Param		has_point	query		bool		false	"only with (or without) coordinates"
//	@Success	200			{file}		file
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/export [get]
func (a *API) exportFacilities(c echo.Context) error {
	q := newQuery(c)
	f, format := facilityFilter(q), q.format()
	if err := q.err(); err != nil {
		return err
	}
	return stream(c, a.dated("facilities"), format, func(w io.Writer) error {
		out, err := sheet.NewWriter(w, format, facility.SheetName(lang(c)))
		if err != nil {
			return err
		}
		if err := a.Facility.Export(c.Request().Context(), f, out, lang(c)); err != nil {
			return err
		}
		return out.Close()
	})
}
