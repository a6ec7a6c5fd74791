package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/people"
)

func (a *API) consentRoutes(r *router) {
	r.get("/children/:id/consents", authz.PersonRead, a.listConsents)
	r.post("/children/:id/consents", authz.PersonWrite, a.giveConsent)
	r.post("/children/:id/consents/:consent/withdraw", authz.PersonWrite, a.withdrawConsent)
}

// listConsents lists legal bases.
//
//	@ID			listConsents
//	@Summary	List the legal bases on which a child's data is processed, newest first
//	@Tags		children
//	@Produce	json
//	@Param		id		path		string	true	"child"	format(uuid)
//	@Success	200		{object}	Items[people.Consent]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/consents [get]
func (a *API) listConsents(c echo.Context) error { return readList(c, a.People.Consents) }

// giveConsent records a legal basis.
//
//	@ID			giveConsent
//	@Summary	Record a guardian's consent or another legal basis
//	@Tags		children
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"child"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		people.ConsentInput	true	"purpose and basis"
//	@Success	201				{object}	people.Consent
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/consents [post]
func (a *API) giveConsent(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[people.ConsentInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		row, err := a.People.GiveConsent(ctx, id, in)
		if err != nil {
			return answer{}, err
		}
		return created(row, 0, "/children/"+id.String()+"/consents"), nil
	})
}

// withdrawConsent takes a consent back.
//
//	@ID			withdrawConsent
//	@Summary	Take a consent back from a day on
//	@Tags		children
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string				true	"child"	format(uuid)
//	@Param		consent			path		string				true	"consent"	format(uuid)
//	@Param		Idempotency-Key	header		string				false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		people.Withdrawal	true	"from when"
//	@Success	200				{object}	people.Consent
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/children/{id}/consents/{consent}/withdraw [post]
func (a *API) withdrawConsent(c echo.Context) error {
	child, id, err := partIDs(c, "consent")
	if err != nil {
		return err
	}
	in, err := bind[people.Withdrawal](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		row, err := a.People.WithdrawConsent(ctx, child, id, in)
		if err != nil {
			return answer{}, err
		}
		return changed(row, 0), nil
	})
}
