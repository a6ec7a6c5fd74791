package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/facility"
)

// listPart answers the parts of a facility.
func listPart[T any](c echo.Context, list func(ctx context.Context, facility uuid.UUID, retired bool) ([]T, error)) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	retired := q.flag("retired")
	if err := q.err(); err != nil {
		return err
	}
	rows, err := list(c.Request().Context(), id, retired)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[T]{rows})
}

// partIDs reads the facility and its part from the path.
func partIDs(c echo.Context, name string) (facility, id uuid.UUID, err error) {
	if facility, err = pathID(c, "id"); err == nil {
		id, err = pathID(c, name)
	}
	return facility, id, err
}

// getPart answers one part of a facility.
func getPart[T any](c echo.Context, name string, get func(ctx context.Context, facility, id uuid.UUID) (T, error), version func(T) int) error {
	facility, id, err := partIDs(c, name)
	if err != nil {
		return err
	}
	row, err := get(c.Request().Context(), facility, id)
	if err != nil {
		return err
	}
	return found(c, row, version(row))
}

// addPart adds a part to a facility; place tells where it can be read and its version.
func addPart[In, T any](a *API, c echo.Context, add func(ctx context.Context, facility uuid.UUID, in In) (T, error), place func(T) (string, int)) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[In](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		row, err := add(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		path, version := place(row)
		return created(row, version, "/facilities/"+id.String()+path), nil
	})
}

// putPart changes a part of a facility.
func putPart[In, T any](a *API, c echo.Context, name string, put func(ctx context.Context, facility, id uuid.UUID, version int, in In) (T, error), version func(T) int) error {
	facility, id, err := partIDs(c, name)
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, base int, in In) (T, error) { return put(ctx, facility, id, base, in) }, version)
}

// replace answers a PUT that names the version it replaces.
func replace[In, T any](a *API, c echo.Context, put func(ctx context.Context, version int, in In) (T, error), version func(T) int) error {
	base, err := ifMatch(c)
	if err != nil {
		return err
	}
	in, err := bind[In](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		row, err := put(ctx, base, in)
		if err != nil {
			return answer{}, err
		}
		return changed(row, version(row)), nil
	})
}

// listDue answers what is due across the territory of the caller.
func listDue[T any](a *API, c echo.Context, list string, find func(ctx context.Context, d facility.Due) ([]T, error), place func(T) facility.DuePlace) error {
	q := newQuery(c)
	d := facility.Due{Division: q.division("division"), Before: q.day("due_before"), Limit: q.limit() + 1}
	at, err := after[facility.DuePlace](a, c, list)
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	d.After = at
	rows, err := find(c.Request().Context(), d)
	if err != nil {
		return err
	}
	return page(a, c, list, rows, d.Limit-1, place)
}
