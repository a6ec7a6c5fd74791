package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/task"
)

func (a *API) taskRoutes(r *router) {
	r.get("/tasks", authz.TaskRead, a.listTasks)
	r.get("/tasks/:id", authz.TaskRead, a.getTask)
	r.post("/tasks/:id/finish", authz.TaskWrite, a.finishTask)
}

// listTasks lists what is to do.
//
//	@ID			listTasks
//	@Summary	List open tasks, those due first in front; or those done
//	@Tags		tasks
//	@Produce	json
//	@Param		division	query		string	false	"only this division and below"	maxLength(12)
//	@Param		done		query		bool	false	"those done instead of those open"
//	@Param		mine		query		bool	false	"only what the caller is asked to do"
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[task.Task]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/tasks [get]
func (a *API) listTasks(c echo.Context) error {
	q := newQuery(c)
	f := task.Filter{Division: q.division("division"), Done: q.flag("done"), Mine: q.flag("mine"), Limit: q.limit() + 1}
	at, err := after[task.Place](a, c, "tasks")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = at
	rows, err := a.Task.List(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "tasks", rows, f.Limit-1, func(t task.Task) task.Place { return task.Place{DueAt: t.DueAt, ID: t.ID} })
}

// getTask reads a task.
//
//	@ID			getTask
//	@Summary	Read a task
//	@Tags		tasks
//	@Produce	json
//	@Param		id		path		string	true	"task"	format(uuid)
//	@Success	200		{object}	task.Task
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/tasks/{id} [get]
func (a *API) getTask(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	t, err := a.Task.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, t, t.Version)
}

// finishTask ends a task.
//
//	@ID			finishTask
//	@Summary	End a task with what came of it
//	@Tags		tasks
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"task"	format(uuid)
//	@Param		If-Match		header		string				true	"the version this is based on"	maxLength(32)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		task.FinishInput	true	"the outcome"
//	@Success	200				{object}	task.Task
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/tasks/{id}/finish [post]
func (a *API) finishTask(c echo.Context) error {
	id, version, in, err := change[task.FinishInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		t, err := a.Task.Finish(ctx, id, version, in)
		if err != nil {
			return answer{}, err
		}
		return changed(t, t.Version), nil
	})
}
