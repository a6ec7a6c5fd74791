package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/attendance"
	"github.com/fourthirty/fourthirty/pkg/authz"
)

func (a *API) attendanceRoutes(r *router) {
	r.get("/programme-sessions/:id/roll", authz.AttendanceRead, a.getRoll)
	r.post("/programme-sessions/:id/marks", authz.AttendanceWrite, a.markRoll)
	r.post("/programme-sessions/:id/handovers", authz.AttendanceWrite, a.handOver)
	r.post("/programme-sessions/:id/commands/finish", authz.AttendanceWrite, a.finishSession)
}

// getRoll reads a roll.
//
//	@ID			getRoll
//	@Summary	Read who is expected in a session, how they were marked, and who may fetch them
//	@Tags		attendance
//	@Produce	json
//	@Param		id		path		string	true	"session"	format(uuid)
//	@Success	200		{object}	attendance.Roll
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/roll [get]
func (a *API) getRoll(c echo.Context) error { return readOne(c, a.Attendance.Roll) }

// markRoll marks children.
//
//	@ID			markRoll
//	@Summary	Mark one child or up to 500, all or none
//	@Description	The same mark again changes nothing; another one is a correction, which keeps the first.
//	@Tags		attendance
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string					true	"session"	format(uuid)
//	@Param		Idempotency-Key	header		string					false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		attendance.MarksInput	true	"the marks"
//	@Success	200				{object}	attendance.Marked
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/marks [post]
func (a *API) markRoll(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[attendance.MarksInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		done, err := a.Attendance.Mark(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return changed(done, 0), nil
	})
}

// handOver gives a child to who came for it.
//
//	@ID			handOver
//	@Summary	Give a child to who came for it
//	@Description	Who is barred is refused: the answer is then a hand-over with refused = true, which is on record. Who has no permission to pick up needs a reason.
//	@Tags		attendance
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string						true	"session"	format(uuid)
//	@Param		Idempotency-Key	header		string						false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		attendance.HandoverInput	true	"who came for whom"
//	@Success	201				{object}	attendance.Handover
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/handovers [post]
func (a *API) handOver(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[attendance.HandoverInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		h, err := a.Attendance.HandOver(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(h, 0, "/programme-sessions/"+id.String()+"/roll"), nil
	})
}

// finishSession ends a session.
//
//	@ID			finishProgrammeSession
//	@Summary	End a running session once no child is left in the room
//	@Tags		attendance
//	@Produce	json
//	@Param		id				path	string	true	"session"	format(uuid)
//	@Param		Idempotency-Key	header	string	false	"repeats give the first answer"	maxLength(255)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/programme-sessions/{id}/commands/finish [post]
func (a *API) finishSession(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), a.Attendance.Finish(ctx, id) })
}
