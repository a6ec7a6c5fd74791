package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
)

// listSessions shows where an account is signed in.
//
//	@ID			listUserSessions
//	@Summary	List where a user is signed in, and whether failed attempts hold them up
//	@Tags		users
//	@Produce	json
//	@Param		id		path		string	true	"user"	format(uuid)
//	@Success	200		{object}	org.SignIns
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/sessions [get]
func (a *API) listSessions(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	all, err := a.Org.SignIns(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, all)
}

// endSessions signs an account out everywhere.
//
//	@ID			endUserSessions
//	@Summary	Sign a user out everywhere, at once
//	@Tags		users
//	@Param		id	path	string	true	"user"	format(uuid)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/sessions [delete]
func (a *API) endSessions(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), a.Org.SignOut(ctx, id) })
}

// endSession ends one session of an account.
//
//	@ID			endUserSession
//	@Summary	End one session of a user, at once
//	@Tags		users
//	@Param		id		path	string	true	"user"		format(uuid)
//	@Param		session	path	string	true	"session"	format(uuid)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/sessions/{session} [delete]
func (a *API) endSession(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	session, err := pathID(c, "session")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), a.Org.SignOutOne(ctx, id, session) })
}

// unlockUser lifts the wait after failed attempts.
//
//	@ID			unlockUser
//	@Summary	Let a user sign in again at once after failed attempts
//	@Tags		users
//	@Param		id				path	string	true	"user"	format(uuid)
//	@Param		Idempotency-Key	header	string	false	"repeats give the first answer"	maxLength(255)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/unlock [post]
func (a *API) unlockUser(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), a.Org.Unlock(ctx, id) })
}
