package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func (a *API) timetableRoutes(r *router) {
	r.get("/cohorts/:id/timetable", authz.ProgrammeRead, a.listRules)
	r.post("/cohorts/:id/timetable", authz.ProgrammeWrite, a.addRule)
	r.post("/cohorts/:id/timetable/preview", authz.ProgrammeRead, a.previewRule)
	r.post("/cohorts/:id/timetable/generate", authz.ProgrammeWrite, a.generateSessions)
	r.put("/cohorts/:id/timetable/:rule", authz.ProgrammeWrite, a.putRule)
	r.delete("/cohorts/:id/timetable/:rule", authz.ProgrammeWrite, a.removeRule)
}

// listRules lists the timetable.
//
//	@ID			listTimetable
//	@Summary	List the timetable of a cohort
//	@Tags		timetable
//	@Produce	json
//	@Param		id		path		string	true	"cohort"	format(uuid)
//	@Success	200		{object}	Items[program.Rule]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/timetable [get]
func (a *API) listRules(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	rows, err := a.Program.Rules(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Items[program.Rule]{rows})
}

// addRule adds a rule.
//
//	@ID			addTimetableRule
//	@Summary	Add a rule to the timetable of a cohort and make its sessions
//	@Description	The rule is one of RFC 5545, in Asia/Shanghai. When one of its sessions has no room the answer is 409 "space_taken" with what takes it, and nothing is written.
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"cohort"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		program.RuleInput	true	"the rule"
//	@Success	201				{object}	program.Rule
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/timetable [post]
func (a *API) addRule(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[program.RuleInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		r, err := a.Program.AddRule(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(r, r.Version, "/cohorts/"+id.String()+"/timetable"), nil
	})
}

// previewRule shows what a rule would give.
//
//	@ID			previewTimetableRule
//	@Summary	Show which sessions a rule would give, what it would leave out and what stands in the way
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string				true	"cohort"	format(uuid)
//	@Param		replaces	query		string				false	"the rule that would be replaced"	format(uuid)
//	@Param		body		body		program.RuleInput	true	"the rule"
//	@Success	200			{object}	program.Preview
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/timetable/preview [post]
func (a *API) previewRule(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	replaces := q.id("replaces")
	if err := q.err(); err != nil {
		return err
	}
	in, err := bind[program.RuleInput](c)
	if err != nil {
		return err
	}
	p, err := a.Program.Preview(c.Request().Context(), id, in, replaces)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, p)
}

// generateSessions makes sessions.
//
//	@ID			generateSessions
//	@Summary	Make the sessions of the whole timetable anew, after the calendar has changed
//	@Description	Doing it twice adds nothing. What has been, and what somebody moved or cancelled, stays as it is.
//	@Tags		timetable
//	@Produce	json
//	@Param		id				path		string	true	"cohort"	format(uuid)
//	@Param		Idempotency-Key	header		string	false	"repeats give the first answer"	maxLength(255)
//	@Success	200				{object}	program.Generated
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/timetable/generate [post]
func (a *API) generateSessions(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		done, err := a.Program.Generate(ctx, id)
		if err != nil {
			return answer{}, err
		}
		return changed(done, 0), nil
	})
}

// putRule changes a rule.
//
//	@ID			putTimetableRule
//	@Summary	Change a rule; sessions ahead that nobody moved or cancelled follow it
//	@Tags		timetable
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string				true	"cohort"	format(uuid)
//	@Param		rule		path		string				true	"rule"	format(uuid)
//	@Param		If-Match	header		string				true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		program.RuleInput	true	"the whole rule"
//	@Success	200			{object}	program.Rule
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/timetable/{rule} [put]
func (a *API) putRule(c echo.Context) error {
	cohort, rule, err := partIDs(c, "rule")
	if err != nil {
		return err
	}
	return replace(a, c, func(ctx context.Context, version int, in program.RuleInput) (*program.Rule, error) {
		return a.Program.UpdateRule(ctx, cohort, rule, version, in)
	}, func(r *program.Rule) int { return r.Version })
}

// removeRule takes a rule out.
//
//	@ID			removeTimetableRule
//	@Summary	Take a rule out of the timetable, with the sessions ahead that nobody moved or cancelled
//	@Tags		timetable
//	@Param		id			path	string	true	"cohort"	format(uuid)
//	@Param		rule		path	string	true	"rule"	format(uuid)
//	@Param		If-Match	header	string	true	"the version this change is based on"	maxLength(32)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/cohorts/{id}/timetable/{rule} [delete]
func (a *API) removeRule(c echo.Context) error {
	cohort, rule, err := partIDs(c, "rule")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		return gone(), a.Program.RemoveRule(ctx, cohort, rule, version)
	})
}
