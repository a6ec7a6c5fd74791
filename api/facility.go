package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func (a *API) facilityRoutes(r *router) {
	r.get("/facilities", authz.FacilityRead, a.listFacilities)
	r.post("/facilities", authz.FacilityWrite, a.createFacility)
	r.get("/facilities/nearby", authz.FacilityRead, a.nearbyFacilities)
	r.get("/facilities/map", authz.FacilityRead, a.mapFacilities)
	r.get("/facilities/export", authz.FacilityExport, a.exportFacilities)
	r.get("/facilities/:id", authz.FacilityRead, a.getFacility)
	r.patch("/facilities/:id", authz.FacilityWrite, a.patchFacility)
	r.get("/facilities/:id/contact", authz.FacilityContactRead, a.facilityContact)
	r.get("/facilities/:id/states", authz.FacilityRead, a.facilityStates)
	r.post("/facilities/:id/commands/:command", authz.FacilityOperate, a.moveFacility)
}

// facilityFilter reads the filter that lists, maps and exports share.
func facilityFilter(q *query) facility.Filter {
	f := facility.Filter{Division: q.division("division"), Kinds: q.texts("kind"), Statuses: q.texts("status"),
		Operator: q.id("operator_id"), Host: q.id("host_id"), Query: q.text("q")}
	for _, k := range f.Kinds {
		fault.OneOf(&q.in, "kind", facility.Kind(k), facility.Kinds()...)
	}
	for _, s := range f.Statuses {
		fault.OneOf(&q.in, "status", facility.Status(s), facility.Statuses()...)
	}
	if q.text("has_point") != "" {
		yes := q.flag("has_point")
		f.HasPoint = &yes
	}
	return f
}

// listFacilities lists facilities.
//
//	@ID			listFacilities
//	@Summary	List facilities in order of division
//	@Tags		facilities
//	@Produce	json
//	@Param		division	query		string		false	"only this division and below"	maxLength(12)
//	@Param		kind		query		[]string	false	"only these kinds"		collectionFormat(csv)	enums(guidance_centre,service_centre,service_station,childrens_home)
//	@Param		status		query		[]string	false	"only these statuses"	collectionFormat(csv)	enums(planned,building,open,suspended,closed)
//	@Param		operator_id	query		string		false	"only of this operator"	format(uuid)
//	@Param		host_id		query		string		false	"only inside this facility"	format(uuid)
//	@Param		q			query		string		false	"part of the name, its pinyin or initials, or the whole code"	maxLength(100)
//	@Param		has_point	query		bool		false	"only with (or without) coordinates"
//	@Param		total		query		bool		false	"count all of them as well"
//	@Param		limit		query		int			false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string		false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[facility.Facility]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities [get]
func (a *API) listFacilities(c echo.Context) error {
	q := newQuery(c)
	f := facilityFilter(q)
	f.Limit, f.WithTotal = q.limit()+1, q.flag("total")
	place, err := after[facility.Place](a, c, "facilities")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, total, err := a.Facility.List(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "facilities", rows, f.Limit-1, func(f facility.Facility) facility.Place { return facility.Place{Division: f.Division, ID: f.ID} }, total)
}

// createFacility registers a facility.
//
//	@ID			createFacility
//	@Summary	Register a facility
//	@Description	What is unusual, such as a possible duplicate or a point outside China, is answered by 409 "confirmation_needed" with warnings; the same request with their codes in confirm goes through.
//	@Tags		facilities
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		facility.Input	true	"the facility"
//	@Success	201				{object}	facility.Facility
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facilities [post]
func (a *API) createFacility(c echo.Context) error {
	in, err := bind[facility.Input](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		f, err := a.Facility.Create(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(f, f.Version, "/facilities/"+f.ID.String()), nil
	})
}

// getFacility reads a facility.
//
//	@ID			getFacility
//	@Summary	Read a facility
//	@Tags		facilities
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Success	200		{object}	facility.Facility
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id} [get]
func (a *API) getFacility(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	f, err := a.Facility.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, f, f.Version)
}

// patchFacility changes a facility.
//
//	@ID			patchFacility
//	@Summary	Change a facility
//	@Description	JSON Merge Patch (RFC 7396): fields left out stay, null clears. Status and its dates change by commands.
//	@Tags		facilities
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string			true	"facility"	format(uuid)
//	@Param		If-Match	header		string			true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		facility.Patch	true	"what changes"
//	@Success	200			{object}	facility.Facility
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id} [patch]
func (a *API) patchFacility(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	edit, err := mergePatch[facility.Patch, facility.Input](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		f, err := a.Facility.Update(ctx, id, version, edit)
		if err != nil {
			return answer{}, err
		}
		return changed(f, f.Version), nil
	})
}

// moveFacility carries out a command.
//
//	@ID			moveFacility
//	@Summary	Build, open, suspend, resume, close or cancel a facility
//	@Tags		facilities
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"facility"	format(uuid)
//	@Param		command			path		string					true	"what to do"	enums(build,open,suspend,resume,close,cancel)
//	@Param		If-Match		header		string					true	"the version this command is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		facility.CommandInput	true	"day and reason"
//	@Success	200				{object}	facility.Facility
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/commands/{command} [post]
func (a *API) moveFacility(c echo.Context) error {
	id, version, in, err := change[facility.CommandInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		f, err := a.Facility.Move(ctx, id, version, facility.Command(c.Param("command")), in)
		if err != nil {
			return answer{}, err
		}
		return changed(f, f.Version), nil
	})
}

// facilityContact reads the contact in clear.
//
//	@ID			getFacilityContact
//	@Summary	Read who to call, in clear; the reading is recorded
//	@Tags		facilities
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Success	200		{object}	facility.Contact
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/contact [get]
func (a *API) facilityContact(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	contact, err := a.Facility.Contact(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, contact)
}

// StateList is the life of one facility.
type StateList struct {
	Items    []facility.State   `json:"items" validate:"required"`
	Commands []facility.Command `json:"commands" validate:"required"` // what may be done with it now
}

// facilityStates tells the life of a facility.
//
//	@ID			listFacilityStates
//	@Summary	List what a facility was, newest first, and what may be done with it now
//	@Tags		facilities
//	@Produce	json
//	@Param		id		path		string	true	"facility"	format(uuid)
//	@Success	200		{object}	StateList
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/{id}/states [get]
func (a *API) facilityStates(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	rows, err := a.Facility.States(c.Request().Context(), id)
	if err != nil {
		return err
	}
	list := StateList{Items: rows, Commands: []facility.Command{}}
	if len(rows) > 0 {
		list.Commands = append(list.Commands, facility.Commands(rows[0].Status)...)
	}
	return c.JSON(http.StatusOK, list)
}

// nearbyFacilities lists what is close to a point.
//
//	@ID			listNearbyFacilities
//	@Summary	List open facilities near a point, nearest first
//	@Tags		facilities
//	@Produce	json
//	@Param		latitude	query		number	true	"WGS84 degrees"	minimum(-90)	maximum(90)
//	@Param		longitude	query		number	true	"WGS84 degrees"	minimum(-180)	maximum(180)
//	@Param		radius_m	query		int		false	"metres"	minimum(1)	maximum(50000)	default(2000)
//	@Param		limit		query		int		false	"how many"	minimum(1)	maximum(200)	default(50)
//	@Success	200			{object}	Items[facility.Facility]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/nearby [get]
func (a *API) nearbyFacilities(c echo.Context) error {
	q := newQuery(c)
	lat, lon := q.within("latitude", 90), q.within("longitude", 180)
	radius, limit := q.integer("radius_m", 2000, 1, 50000), q.limit()
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Facility.Near(c.Request().Context(), lat, lon, float64(radius), limit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[facility.Facility]{rows})
}

// Map is what a map shows.
type Map struct {
	Items       []facility.Dot `json:"items" validate:"required"`
	More        bool           `json:"more" validate:"required"` // there are more than a map shows: choose a smaller division
	TileURL     string         `json:"tile_url,omitempty"`       // background that the operator has set
	OutlinesURL string         `json:"outlines_url,omitempty"`   // GeoJSON outlines that the operator has set
}

// mapFacilities gives the points of facilities.
//
//	@ID			getFacilityMap
//	@Summary	List facilities with coordinates as points on a map, at most 5,000
//	@Tags		facilities
//	@Produce	json
//	@Param		division	query		string		false	"only this division and below"	maxLength(12)
//	@Param		kind		query		[]string	false	"only these kinds"		collectionFormat(csv)	enums(guidance_centre,service_centre,service_station,childrens_home)
//	@Param		status		query		[]string	false	"only these statuses"	collectionFormat(csv)	enums(planned,building,open,suspended,closed)
//	@Success	200			{object}	Map
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facilities/map [get]
func (a *API) mapFacilities(c echo.Context) error {
	q := newQuery(c)
	f := facilityFilter(q)
	if err := q.err(); err != nil {
		return err
	}
	dots, more, err := a.Facility.Dots(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Map{dots, more, a.Config.TileURL, a.Config.OutlinesURL})
}
