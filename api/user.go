package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/org"
)

func (a *API) userRoutes(r *router) {
	r.get("/users", authz.UserRead, a.listUsers)
	r.post("/users", authz.UserManage, a.createUser)
	r.get("/users/:id", authz.UserRead, a.getUser)
	r.patch("/users/:id", authz.UserManage, a.patchUser)
	r.post("/users/:id/reset-password", authz.UserManage, a.resetPassword)
	r.get("/users/:id/grants", authz.UserRead, a.listGrants)
	r.post("/users/:id/grants", authz.UserManage, a.addGrant)
	r.delete("/users/:id/grants/:grant", authz.UserManage, a.removeGrant)
	r.post("/users/:id/unlock", authz.UserManage, a.unlockUser)
	r.get("/users/:id/sessions", authz.UserManage, a.listSessions)
	r.delete("/users/:id/sessions", authz.UserManage, a.endSessions)
	r.delete("/users/:id/sessions/:session", authz.UserManage, a.endSession)
	r.get("/roles", authz.UserRead, a.listRoles)
}

// listUsers lists accounts.
//
//	@ID			listUsers
//	@Summary	List users in order of division
//	@Tags		users
//	@Produce	json
//	@Param		division	query		string	false	"only this division and below"	maxLength(12)
//	@Param		q			query		string	false	"part of login or name"			maxLength(100)
//	@Param		disabled	query		bool	false	"only disabled accounts, or only those in use"
//	@Param		limit		query		int		false	"page size"						minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[org.User]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/users [get]
func (a *API) listUsers(c echo.Context) error {
	q := newQuery(c)
	f := org.UserFilter{Division: q.division("division"), Query: q.text("q"), Disabled: q.choice("disabled"), Limit: q.limit() + 1}
	place, err := after[org.After](a, c, "users")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	f.After = place
	rows, err := a.Org.Users(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return page(a, c, "users", rows, f.Limit-1, func(u org.User) org.After { return org.After{Division: string(u.Division), ID: u.ID} })
}

// createUser makes an account.
//
//	@ID			createUser
//	@Summary	Create a user
//	@Description	Without a password one is made; it is in this answer only.
//	@Tags		users
//	@Accept		json
//	@Produce	json
//	@Param		Idempotency-Key	header		string			false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		org.UserInput	true	"the account"
//	@Success	201				{object}	org.NewUser
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/users [post]
func (a *API) createUser(c echo.Context) error {
	in, err := bind[org.UserInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		u, err := a.Org.CreateUser(ctx, in)
		if err != nil {
			return answer{}, err
		}
		return created(u, u.Version, "/users/"+u.ID.String()), nil
	})
}

// getUser reads an account.
//
//	@ID			getUser
//	@Summary	Read a user
//	@Tags		users
//	@Produce	json
//	@Param		id		path		string	true	"user"	format(uuid)
//	@Success	200		{object}	org.User
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id} [get]
func (a *API) getUser(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	u, err := a.Org.User(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return found(c, u, u.Version)
}

// patchUser changes an account.
//
//	@ID			patchUser
//	@Summary	Change or disable a user
//	@Tags		users
//	@Accept		json
//	@Produce	json
//	@Param		id			path		string			true	"user"	format(uuid)
//	@Param		If-Match	header		string			true	"the version this change is based on"	maxLength(32)
//	@Param		body		body		org.UserPatch	true	"what changes"
//	@Success	200			{object}	org.User
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/users/{id} [patch]
func (a *API) patchUser(c echo.Context) error {
	id, version, in, err := change[org.UserPatch](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		u, err := a.Org.UpdateUser(ctx, id, version, in)
		if err != nil {
			return answer{}, err
		}
		return changed(u, u.Version), nil
	})
}

// change reads what every change of a record carries: its id, the version it is based on, and the body.
func change[T any](c echo.Context) (id uuid.UUID, version int, in T, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return
	}
	if version, err = ifMatch(c); err != nil {
		return
	}
	in, err = bind[T](c)
	return
}

// resetPassword gives an account a new password.
//
//	@ID			resetPassword
//	@Summary	Give a user a new password, shown once, and end their sessions
//	@Tags		users
//	@Produce	json
//	@Param		id		path		string	true	"user"	format(uuid)
//	@Success	200		{object}	org.NewUser
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/reset-password [post]
func (a *API) resetPassword(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	u, err := a.Org.ResetPassword(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, u)
}

// GrantList is every grant of one user.
type GrantList struct {
	Items []org.Grant `json:"items" validate:"required"`
}

// listGrants lists what an account holds.
//
//	@ID			listGrants
//	@Summary	List a user's grants
//	@Tags		users
//	@Produce	json
//	@Param		id		path		string	true	"user"	format(uuid)
//	@Success	200		{object}	GrantList
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/grants [get]
func (a *API) listGrants(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	rows, err := a.Org.Grants(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, GrantList{rows})
}

// addGrant gives a role in a territory.
//
//	@ID			addGrant
//	@Summary	Give a user a role in a territory
//	@Description	Nobody can grant what they do not hold.
//	@Tags		users
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string		true	"user"	format(uuid)
//	@Param		Idempotency-Key	header		string		false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		authz.Grant	true	"the grant"
//	@Success	201				{object}	org.Grant
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/grants [post]
func (a *API) addGrant(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[authz.Grant](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		g, err := a.Org.AddGrant(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(g, 0, "/users/"+id.String()+"/grants/"+g.ID.String()), nil
	})
}

// removeGrant takes a role away.
//
//	@ID			removeGrant
//	@Summary	Take a grant from a user
//	@Tags		users
//	@Param		id		path	string	true	"user"	format(uuid)
//	@Param		grant	path	string	true	"grant"	format(uuid)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/users/{id}/grants/{grant} [delete]
func (a *API) removeGrant(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	grant, err := pathID(c, "grant")
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), a.Org.RemoveGrant(ctx, id, grant) })
}

// RoleInfo is a role with what it may do.
type RoleInfo struct {
	Role        authz.Role         `json:"role" validate:"required"`
	Permissions []authz.Permission `json:"permissions" validate:"required"`
}

// RoleList is the permission table.
type RoleList struct {
	Items []RoleInfo `json:"items" validate:"required"`
}

// listRoles shows the permission table.
//
//	@ID			listRoles
//	@Summary	List the roles and what each may do
//	@Tags		users
//	@Produce	json
//	@Success	200		{object}	RoleList
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/roles [get]
func (a *API) listRoles(c echo.Context) error {
	var list RoleList
	for _, r := range authz.Roles() {
		list.Items = append(list.Items, RoleInfo{r, authz.Permissions(r)})
	}
	return c.JSON(http.StatusOK, list)
}
