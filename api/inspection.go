package api

import (
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

func (a *API) inspectionRoutes(r *router) {
	r.get("/facilities/:id/inspections", authz.FacilityRead, a.listInspections)
	r.post("/facilities/:id/inspections", authz.FacilityWrite, a.addInspection)
	r.get("/facilities/:id/inspections/:inspection", authz.FacilityRead, a.getInspection)
	r.put("/facilities/:id/inspections/:inspection", authz.FacilityWrite, a.putInspection)
	r.get("/inspections", authz.FacilityRead, a.dueInspections)
}

// listInspections lists inspections.
//
//	@ID			listInspections
//	@Summary	List the inspections of a facility
//	@Tags		parts
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Param		retired	query		bool	false	"also those out of use"
//	@Success	200		{object}	Items[facility.Inspection]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/inspections [get]
func (a *API) listInspections(c echo.Context) error { return listPart(c, a.Facility.Inspections) }

// addInspection adds an inspection.
//
//	@ID			addInspection
//	@Summary	Plan a safety inspection of a facility, or record one that was done
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"facility"	format(uuid)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		facility.InspectionInput	true	"the inspection"
//	@Success	201				{object}	facility.Inspection
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/inspections [post]
func (a *API) addInspection(c echo.Context) error {
	return addPart(a, c, a.Facility.AddInspection, func(p *facility.Inspection) (string, int) { return "/inspections/" + p.ID.String(), p.Version })
}

// getInspection reads an inspection.
//
//	@ID			getInspection
//	@Summary	Read an inspection of a facility
//	@Tags		parts
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Param		inspection	path		string	true	"inspection"	format(uuid)
//	@Success	200		{object}	facility.Inspection
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/inspections/{inspection} [get]
func (a *API) getInspection(c echo.Context) error {
	return getPart(c, "inspection", a.Facility.Inspection, func(p *facility.Inspection) int { return p.Version })
}

// putInspection changes an inspection.
//
//	@ID			putInspection
//	@Summary	Change a safety inspection, or complete it with done_on and result
//	@Tags		parts
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string					true	"facility"	format(uuid)
//	@Param		inspection		path		string					true	"inspection"	format(uuid)
//	@Param		If-Match	header		string					true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		facility.InspectionInput	true	"the whole inspection"
//	@Success	200			{object}	facility.Inspection
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/inspections/{inspection} [put]
func (a *API) putInspection(c echo.Context) error {
	return putPart(a, c, "inspection", a.Facility.UpdateInspection, func(p *facility.Inspection) int { return p.Version })
}

// dueInspections lists inspections that are due.
//
//	@ID			listDueInspections
//	@Summary	List the safety inspections of a territory that are still to be done, earliest first
//	@Tags		parts
//	@Produce	json
//	@Param		division	query		string	false	"only this division and below"	maxLength(12)
//	@Param		due_before	query		string	false	"only those due before this day"	format(date)
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[facility.DueInspection]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/inspections [get]
func (a *API) dueInspections(c echo.Context) error {
	return listDue(a, c, "inspections", a.Facility.DueInspections, func(p facility.DueInspection) facility.DuePlace { return facility.DuePlace{Day: p.DueOn, ID: p.ID} })
}
