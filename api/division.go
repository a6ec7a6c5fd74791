package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func (a *API) divisionRoutes(r *router) {
	r.get("/divisions/search", authz.DivisionRead, a.searchDivisions)
	r.post("/divisions", authz.DivisionManage, a.addDivision)
	r.post("/divisions/merges", authz.DivisionManage, a.mergeDivisions)
	r.post("/divisions/imports", authz.DivisionManage, a.importDivisions)
	r.get("/divisions/:code", authz.DivisionRead, a.getDivision)
	r.get("/divisions/:code/children", authz.DivisionRead, a.listDivisionChildren)
	r.get("/divisions/:code/changes", authz.DivisionRead, a.listDivisionChanges)
	r.post("/divisions/:code/commands/rename", authz.DivisionManage, a.renameDivision)
	r.post("/divisions/:code/commands/retire", authz.DivisionManage, a.retireDivision)
	r.post("/divisions/:code/commands/split", authz.DivisionManage, a.splitDivision)
	r.get("/divisions/:code/profiles", authz.DivisionRead, a.listProfiles)
	r.put("/divisions/:code/profiles/:as_of", authz.DivisionProfileEdit, a.setProfile)
}

// searchDivisions finds divisions.
//
//	@ID			searchDivisions
//	@Summary	Find divisions by name, part of it, pinyin, initials or code
//	@Description	Former names are found as well. Only divisions of the caller's territory are answered, the best matches first.
//	@Tags		divisions
//	@Produce	json
//	@Param		q		query		string	true	"what to search for"	maxLength(100)
//	@Param		within	query		string	false	"only inside this division"	maxLength(12)
//	@Param		level	query		[]int	false	"only these levels, 1 province to 5 community"	collectionFormat(csv)
//	@Param		limit	query		int		false	"how many at most"	minimum(1)	maximum(200)	default(50)
//	@Success	200		{object}	Items[register.Found]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/divisions/search [get]
func (a *API) searchDivisions(c echo.Context) error {
	q := newQuery(c)
	f := register.SearchFilter{Query: q.text("q"), Within: q.division("within"), Limit: q.limit()}
	for _, l := range q.texts("level") {
		if len(l) != 1 || l < "1" || l > "5" {
			q.in.Add("level", "out_of_range", "min", 1, "max", 5)
			break
		}
		f.Levels = append(f.Levels, division.Level(l[0]-'0'))
	}
	if f.Query == "" {
		q.in.Add("q", "required")
	}
	if err := q.err(); err != nil {
		return err
	}
	found, err := a.Division.Search(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[register.Found]{found})
}

// getDivision reads a division.
//
//	@ID			getDivision
//	@Summary	Read a division, also one that is no more
//	@Tags		divisions
//	@Produce	json
//	@Param		code	path		string	true	"division"	maxLength(12)
//	@Success	200		{object}	register.Detail
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code} [get]
func (a *API) getDivision(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	d, err := a.Division.Get(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return found(c, d, d.Version)
}

// listDivisionChildren lists what lies directly below a division.
//
//	@ID			listDivisionChildren
//	@Summary	List what lies directly below a division
//	@Tags		divisions
//	@Produce	json
//	@Param		code	path		string	true	"division"	maxLength(12)
//	@Param		as_of	query		string	false	"as it was on this day; today when absent"	format(date)
//	@Param		limit	query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[register.Division]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/children [get]
func (a *API) listDivisionChildren(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	q := newQuery(c)
	day, limit := q.day("as_of"), q.limit()
	place, err := after[division.Code](a, c, "children")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Division.Children(c.Request().Context(), code, day, deref(place), limit+1)
	if err != nil {
		return err
	}
	return page(a, c, "children", rows, limit, func(d register.Division) division.Code { return d.Code })
}

// listDivisionChanges lists the changes of a division.
//
//	@ID			listDivisionChanges
//	@Summary	List the mergers, splits, renamings and the like that touched a division
//	@Tags		divisions
//	@Produce	json
//	@Param		code	path		string	true	"division"	maxLength(12)
//	@Success	200		{object}	Items[register.Change]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/changes [get]
func (a *API) listDivisionChanges(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	changes, err := a.Division.Changes(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[register.Change]{changes})
}

// addDivision enter a new division.
//
//	@ID			addDivision
//	@Summary	Enter a new division
//	@Tags		divisions
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		register.AddInput	true	"the change"
//	@Success	201				{object}	register.Change
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/divisions [post]
func (a *API) addDivision(c echo.Context) error {
	in, err := bind[register.AddInput](c)
	if err != nil {
		return err
	}
	return a.changeDivisions(c, func(ctx context.Context) (*register.Change, error) { return a.Division.Add(ctx, in) })
}

// mergeDivisions merge divisions.
//
//	@ID			mergeDivisions
//	@Summary	Merge divisions
//	@Description	What lies below the divisions that end moves along and gets new codes; the old ones still resolve.
//	@Tags		divisions
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		register.MergeInput	true	"the change"
//	@Success	201				{object}	register.Change
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/divisions/merges [post]
func (a *API) mergeDivisions(c echo.Context) error {
	in, err := bind[register.MergeInput](c)
	if err != nil {
		return err
	}
	return a.changeDivisions(c, func(ctx context.Context) (*register.Change, error) { return a.Division.Merge(ctx, in) })
}

// renameDivision rename a division.
//
//	@ID			renameDivision
//	@Summary	Rename a division
//	@Tags		divisions
//	@Accept		json
//	@Produce	json
//	@Param		code			path		string			true	"division"	maxLength(12)
//	@Param		If-Match		header		string			true	"the version this change is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		register.RenameInput	true	"the change"
//	@Success	201				{object}	register.Change
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/commands/rename [post]
func (a *API) renameDivision(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	in, err := bind[register.RenameInput](c)
	if err != nil {
		return err
	}
	return a.changeDivisions(c, func(ctx context.Context) (*register.Change, error) { return a.Division.Rename(ctx, code, version, in) })
}

// retireDivision end a division without a successor.
//
//	@ID			retireDivision
//	@Summary	End a division without a successor
//	@Tags		divisions
//	@Accept		json
//	@Produce	json
//	@Param		code			path		string			true	"division"	maxLength(12)
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		register.Decision	true	"the change"
//	@Success	201				{object}	register.Change
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/commands/retire [post]
func (a *API) retireDivision(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	in, err := bind[register.Decision](c)
	if err != nil {
		return err
	}
	return a.changeDivisions(c, func(ctx context.Context) (*register.Change, error) { return a.Division.Retire(ctx, code, in) })
}

// splitDivision split a division.
//
//	@ID			splitDivision
//	@Summary	Split a division
//	@Description	Children go to the part that names them. When the division is itself among the parts it goes on with the rest.
//	@Tags		divisions
//	@Accept		json
//	@Produce	json
//	@Param		code			path		string			true	"division"	maxLength(12)
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		register.SplitInput	true	"the change"
//	@Success	201				{object}	register.Change
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/commands/split [post]
func (a *API) splitDivision(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	in, err := bind[register.SplitInput](c)
	if err != nil {
		return err
	}
	return a.changeDivisions(c, func(ctx context.Context) (*register.Change, error) { return a.Division.Split(ctx, code, in) })
}

func (a *API) changeDivisions(c echo.Context, change func(context.Context) (*register.Change, error)) error {
	return a.write(c, func(ctx context.Context) (answer, error) {
		made, err := change(ctx)
		if err != nil {
			return answer{}, err
		}
		return created(made, 0, ""), nil
	})
}

// listProfiles lists the figures of a division.
//
//	@ID			listDivisionProfiles
//	@Summary	List the figures of a division, newest first
//	@Tags		divisions
//	@Produce	json
//	@Param		code	path		string	true	"division"	maxLength(12)
//	@Param		limit	query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[register.Profile]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/profiles [get]
func (a *API) listProfiles(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	q := newQuery(c)
	limit := q.limit()
	place, err := after[division.Day](a, c, "profiles")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Division.Profiles(c.Request().Context(), code, deref(place), limit+1)
	if err != nil {
		return err
	}
	return page(a, c, "profiles", rows, limit, func(p register.Profile) division.Day { return p.AsOf })
}

// setProfile writes the figures of a division as of a day.
//
//	@ID			setDivisionProfile
//	@Summary	Write the figures of a division as of a day
//	@Description	Figures that exist for the day already are replaced by naming their version in If-Match; without it they must be new.
//	@Tags		divisions
//	@Accept		json
//	@Produce	json
//	@Param		code		path		string				true	"division"	maxLength(12)
//	@Param		as_of		path		string				true	"the day the figures are of"	maxLength(10)
//	@Param		If-Match	header		string				false	"the version that is replaced"	maxLength(32)
//	@Param		body		body		register.Figures	true	"the figures"
//	@Success	200			{object}	register.Profile
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/divisions/{code}/profiles/{as_of} [put]
func (a *API) setProfile(c echo.Context) error {
	code, err := pathDivision(c, "code")
	if err != nil {
		return err
	}
	asOf, err := division.ParseDay(c.Param("as_of"))
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil && !errors.Is(err, fault.New(0, "precondition_required")) {
		return err
	}
	in, err := bind[register.Figures](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		p, err := a.Division.SetProfile(ctx, code, asOf, version, in)
		if err != nil {
			return answer{}, err
		}
		return changed(p, p.Version), nil
	})
}

// importDivisions takes over a newer table of codes.
//
//	@ID			importDivisions
//	@Summary	Import a newer table of divisions
//	@Description	A CSV file with two columns, code and name, that lists everything inside the named division. What is new, retired and renamed becomes one change. Codes that are missing from the table are retired.
//	@Tags		divisions
//	@Accept		mpfd
//	@Produce	json
//	@Param		file			formData	file	true	"the table"
//	@Param		within			formData	string	false	"the division that the table covers; the country when absent"	maxLength(12)
//	@Param		effective_on	formData	string	true	"the day from which the table holds"	format(date)
//	@Param		source			formData	string	true	"where the table comes from"	maxLength(500)
//	@Param		note			formData	string	false	"a remark"	maxLength(1000)
//	@Param		dry_run			formData	bool	false	"only report"
//	@Param		confirm			formData	string	false	"codes of warnings that are accepted, with commas"	maxLength(200)
//	@Success	200				{object}	register.TableReport
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/divisions/imports [post]
func (a *API) importDivisions(c echo.Context) error {
	file, _, err := uploaded(c)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	in := register.TableInput{
		Decision: register.Decision{EffectiveOn: division.Day(c.FormValue("effective_on")), Source: c.FormValue("source"), Note: c.FormValue("note")},
		DryRun:   c.FormValue("dry_run") == "true", Confirm: strings.Split(c.FormValue("confirm"), ","),
	}
	if text := c.FormValue("within"); text != "" {
		if in.Within, err = division.Parse(text); err != nil {
			return err
		}
	}
	report, err := a.Division.ImportTable(c.Request().Context(), file, in)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report)
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
