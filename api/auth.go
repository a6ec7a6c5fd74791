package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/org"
)

// refreshCookie holds the refresh token of the browser; scripts cannot read it.
const refreshCookie = "fourthirty_refresh"

func (a *API) authRoutes(r *router) {
	r.add(Route{Method: http.MethodPost, Path: "/auth/login", Access: Public}, a.login)
	r.add(Route{Method: http.MethodPost, Path: "/auth/refresh", Access: Public}, a.refresh)
	r.add(Route{Method: http.MethodPost, Path: "/auth/logout", Access: Public}, a.logout)
	r.add(Route{Method: http.MethodGet, Path: "/me", Access: NeedsSession}, a.me)
	r.add(Route{Method: http.MethodPatch, Path: "/me", Access: NeedsSession}, a.patchMe)
	r.add(Route{Method: http.MethodPost, Path: "/me/password", Access: NeedsSession}, a.changePassword)
}

// authenticate turns a bearer token into the actor of the request. A request without one goes on, to be
// refused by its route unless that is public.
func (a *API) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		actor := &authz.Actor{}
		if token, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer "); ok {
			var err error
			if actor, err = a.Org.Authenticate(ctx, token); err != nil {
				return err
			}
		}
		actor.RequestID = requestID(c)
		c.SetRequest(c.Request().WithContext(authz.WithActor(ctx, actor)))
		return next(c)
	}
}

// allow checks what a route needs before its handler runs.
func allow(c echo.Context, route Route) error {
	if route.Access == Public {
		return nil
	}
	actor := authz.From(c.Request().Context())
	if actor.Login == "" {
		return fault.New(fault.Unauthenticated, "token_missing")
	}
	if route.Access == NeedsSession {
		return nil
	}
	if actor.MustChangePassword {
		return fault.New(fault.Forbidden, "password_change_needed")
	}
	return authz.CheckAnywhere(c.Request().Context(), route.Permission)
}

// LoginInput is what a person signs in with.
type LoginInput struct {
	Login    string `json:"login" validate:"required" maxLength:"64"`
	Password string `json:"password" validate:"required" maxLength:"128" format:"password"`
}

// Session is the answer to a sign-in. The refresh token travels in an httpOnly cookie only.
type Session struct {
	AccessToken string   `json:"access_token" validate:"required"`
	ExpiresIn   int      `json:"expires_in" validate:"required" example:"600"` // seconds
	User        org.User `json:"user" validate:"required"`
}

// login opens a session.
//
//	@ID			login
//	@Summary	Sign in
//	@Description	Answers an access token for the Authorization header and sets the refresh token as an httpOnly cookie.
//	@Tags		auth
//	@Accept		json
//	@Produce	json
//	@Param		body	body		LoginInput	true	"login name and password"
//	@Success	200		{object}	Session
//	@Failure	default	{object}	Problem
//	@Router		/auth/login [post]
func (a *API) login(c echo.Context) error {
	in, err := bind[LoginInput](c)
	if err != nil {
		return err
	}
	t, err := a.Org.Login(c.Request().Context(), org.Credentials{Login: in.Login, Password: in.Password, Address: c.RealIP(), Agent: c.Request().UserAgent()})
	if err != nil {
		return err
	}
	return a.session(c, t)
}

func (a *API) session(c echo.Context, t *org.Tokens) error {
	a.setRefresh(c, t.Refresh, org.RefreshLife)
	return c.JSON(http.StatusOK, Session{AccessToken: t.Access, ExpiresIn: int(t.Expires / time.Second), User: *t.User})
}

func (a *API) setRefresh(c echo.Context, token string, life time.Duration) {
	c.SetCookie(&http.Cookie{Name: refreshCookie, Value: token, Path: Prefix + "/auth", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: a.Config.SecureCookies, SameSite: http.SameSiteStrictMode})
}

// refresh rotates the refresh token.
//
//	@ID			refreshSession
//	@Summary	Renew the access token
//	@Description	Uses and replaces the refresh cookie. The header X-Requested-With shows that a script of this site asked.
//	@Tags		auth
//	@Produce	json
//	@Param		X-Requested-With	header		string	true	"any value"	maxLength(64)
//	@Success	200					{object}	Session
//	@Failure	default				{object}	Problem
//	@Security	cookie
//	@Router		/auth/refresh [post]
func (a *API) refresh(c echo.Context) error {
	cookie, err := c.Cookie(refreshCookie)
	if err != nil || cookie.Value == "" || c.Request().Header.Get(echo.HeaderXRequestedWith) == "" {
		return fault.New(fault.Unauthenticated, "token_missing")
	}
	t, err := a.Org.Refresh(c.Request().Context(), cookie.Value)
	if err != nil {
		if fault.Code(err) == "token_invalid" {
			a.setRefresh(c, "", -time.Second)
		}
		return err
	}
	return a.session(c, t)
}

// logout ends the session.
//
//	@ID			logout
//	@Summary	Sign out
//	@Tags		auth
//	@Param		X-Requested-With	header	string	true	"any value"	maxLength(64)
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	cookie
//	@Router		/auth/logout [post]
func (a *API) logout(c echo.Context) error {
	cookie, err := c.Cookie(refreshCookie)
	if err == nil && c.Request().Header.Get(echo.HeaderXRequestedWith) != "" {
		if err := a.Org.Logout(c.Request().Context(), cookie.Value); err != nil {
			return err
		}
		a.setRefresh(c, "", -time.Second)
	}
	return c.NoContent(http.StatusNoContent)
}

// me tells who is signed in.
//
//	@ID			getMe
//	@Summary	The signed-in user, their grants and permissions
//	@Tags		auth
//	@Produce	json
//	@Success	200		{object}	org.Me
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/me [get]
func (a *API) me(c echo.Context) error {
	me, err := a.Org.Me(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, me)
}

// MePatch is what people may change about their own account.
type MePatch struct {
	Locale string `json:"locale" validate:"required" enums:"zh-CN,en"`
}

// patchMe keeps the interface language.
//
//	@ID			patchMe
//	@Summary	Change the own interface language
//	@Tags		auth
//	@Accept		json
//	@Param		body	body	MePatch	true	"what changes"
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/me [patch]
func (a *API) patchMe(c echo.Context) error {
	in, err := bind[MePatch](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) { return gone(), a.Org.SetLocale(ctx, in.Locale) })
}

// PasswordInput changes the own password.
type PasswordInput struct {
	PresentPassword string `json:"present_password" validate:"required" maxLength:"128" format:"password"`
	Password        string `json:"password" validate:"required" maxLength:"128" format:"password"`
}

// changePassword sets the own password and ends the other sessions.
//
//	@ID			changePassword
//	@Summary	Change the own password
//	@Tags		auth
//	@Accept		json
//	@Param		body	body	PasswordInput	true	"present and new password"
//	@Success	204
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/me/password [post]
func (a *API) changePassword(c echo.Context) error {
	in, err := bind[PasswordInput](c)
	if err != nil {
		return err
	}
	if err := a.Org.ChangePassword(c.Request().Context(), in.PresentPassword, in.Password); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
