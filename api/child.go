package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/people"
)

func (a *API) childRoutes(r *router) {
	r.get("/children", authz.PersonRead, a.listChildren)
	r.post("/children", authz.PersonWrite, a.registerChild)
	r.get("/children/:id", authz.PersonRead, a.getChild)
	r.patch("/children/:id", authz.PersonWrite, a.patchChild)
	r.post("/children/:id/reveal", authz.PersonReveal, a.revealChild)
}

// listChildren lists children.
//
//	@ID			listChildren
//	@Summary	List children in order of division; those who left or were merged only when asked for
//	@Tags		children
//	@Produce	json
//	@Param		division		query		string	false	"only this division and below"	maxLength(12)
//	@Param		q				query		string	false	"part of the name, its pinyin or initials, or the whole identity number"	maxLength(60)
//	@Param		household_id	query		string	false	"only of this household"	format(uuid)
//	@Param		left			query		bool	false	"also those who left or were merged"
//	@Param		limit			query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor			query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200				{object}	Page[people.Child]
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/children [get]
func (a *API) listChildren(c echo.Context) error {
	q := newQuery(c)
	f := people.ChildFilter{Division: q.division("division"), Query: q.text("q"), Household: q.id("household_id"), Left: q.flag("left"), Limit: q.limit() + 1}
	place, err := after[people.ChildPlace](a, c, "children")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, err := a.People.Children(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "children", rows, f.Limit-1, func(c people.Child) people.ChildPlace { return people.ChildPlace{Division: c.Division, ID: c.ID} })
}

// registerChild enters a child.
//
//	@ID			registerChild
//	@Summary	Enter a child with its household and guardians, all or nothing
//	@Description	Children who may be the same are answered by 409 "confirmation_needed"; the same request with the warning's code in confirm goes through.
//	@Tags		children
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		people.Registration	true	"the child"
//	@Success	201				{object}	people.Child
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/children [post]
func (a *API) registerChild(c echo.Context) error {
	in, err := bind[people.Registration](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		child, err := a.People.Register(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(child, child.Version, "/children/"+child.ID.String()), nil
	})
}

// getChild reads a child.
//
//	@ID			getChild
//	@Summary	Read a child, with what is encrypted masked
//	@Tags		children
//	@Produce	json
//	@Param		id		path		string	true	"child"	format(uuid)
//	@Success	200		{object}	people.Child
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/children/{id} [get]
func (a *API) getChild(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	child, err := a.People.Child(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, child, child.Version)
}

// patchChild changes a child.
//
//	@ID			patchChild
//	@Summary	Change a child
//	@Description	JSON Merge Patch (RFC 7396): fields left out stay, null clears.
//	@Tags		children
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string				true	"child"	format(uuid)
//	@Param		If-Match	header		string				true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		people.ChildPatch	true	"what changes"
//	@Success	200			{object}	people.Child
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/children/{id} [patch]
func (a *API) patchChild(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	edit, err := mergePatch[people.ChildPatch, people.ChildInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		child, err := a.People.Update(ctx, id, version, edit)
		if err != nil {
			return answer{}, err
		}
		return changed(child, child.Version), nil
	})
}

// revealChild reads what is encrypted.
//
//	@ID			revealChild
//	@Summary	Read identity number, needs and address in clear; the reading is recorded
//	@Tags		children
//	@Produce	json
//	@Param		id		path		string	true	"child"	format(uuid)
//	@Success	200		{object}	people.Revealed
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/reveal [post]
func (a *API) revealChild(c echo.Context) error { return readOne(c, a.People.Reveal) }

// readOne answers what one record says, without a version.
func readOne[T any](c echo.Context, read func(ctx context.Context, id uuid.UUID) (T, error)) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	row, err := read(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, row)
}

// readList answers a list that belongs to one record and needs no pages.
func readList[T any](c echo.Context, list func(ctx context.Context, id uuid.UUID) ([]T, error)) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	rows, err := list(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[T]{rows})
}
