package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/people"
)

func init() {
	path := func(f *fixture) string { return "/children/" + f.child() }
	guardian := func(f *fixture) string { return path(f) + "/guardians/" + f.childGuardian().ID.String() }
	current := map[string]string{"If-Match": `"1"`}
	cell("GET /children", func(*fixture) call { return call{Method: "GET", Path: "/children"} })
	cell("POST /children", func(*fixture) call { return call{Method: "POST", Path: "/children", Body: childBody(uuid.NewString())} })
	cell("GET /children/:id", func(f *fixture) call { return call{Method: "GET", Path: path(f)} })
	cell("PATCH /children/:id", func(f *fixture) call {
		return call{Method: "PATCH", Path: path(f), Body: `{"school":"转塘小学"}`, Header: current}
	})
	cell("POST /children/:id/reveal", func(f *fixture) call { return call{Method: "POST", Path: path(f) + "/reveal"} })
	cell("GET /children/:id/guardians", func(f *fixture) call { return call{Method: "GET", Path: path(f) + "/guardians"} })
	cell("POST /children/:id/guardians", func(f *fixture) call {
		return call{Method: "POST", Path: path(f) + "/guardians", Body: `{"name":"王奶奶","relation":"grandparent","may_pick_up":true}`}
	})
	cell("PUT /children/:id/guardians/:guardian", func(f *fixture) call {
		return call{Method: "PUT", Path: guardian(f), Body: `{"name":"王母","relation":"mother","legal":true}`, Header: current}
	})
	cell("POST /children/:id/guardians/:guardian/reveal", func(f *fixture) call { return call{Method: "POST", Path: guardian(f) + "/reveal"} })
	cell("GET /children/:id/consents", func(f *fixture) call { return call{Method: "GET", Path: path(f) + "/consents"} })
	cell("POST /children/:id/consents", func(f *fixture) call {
		return call{Method: "POST", Path: path(f) + "/consents", Body: `{"purpose":"health","basis":"statutory_duty","given_on":"2026-01-05"}`}
	})
	cell("POST /children/:id/consents/:consent/withdraw", func(f *fixture) call {
		return call{Method: "POST", Path: path(f) + "/consents/" + f.consent() + "/withdraw", Body: `{"on":"2026-01-06"}`}
	})
}

func childBody(name string) string {
	return `{"division":"330106109000","name":"` + name + `","sex":"male","birth_date":"2018-05-01","identity_absent":"not_given",
		"guardians":[{"name":"王母","phone":"13800138000","relation":"mother","legal":true,"may_pick_up":true,"consents":["programme"]}]}`
}

// child is one in 转塘街道 with a legal guardian, who consented to programmes.
func (f *fixture) child() string {
	f.Helper()
	return f.id("child", func() string { return f.newChild("王小明") })
}

func (f *fixture) newChild(name string) string {
	f.Helper()
	c, err := f.API.People.Register(authz.System(f.Context()), people.Registration{
		ChildInput: people.ChildInput{Division: zhuantang, Name: name, Sex: people.Male, BirthDate: "2018-05-01", IdentityAbsent: "not_given"},
		Guardians:  []people.GuardianInput{{Name: "王母", Phone: "13800138000", Relation: "mother", Legal: true, MayPickUp: true, Consents: []people.Purpose{people.ForProgramme}}},
	})
	must(f.T, err)
	return c.ID.String()
}

func (f *fixture) childGuardian() people.Guardian {
	f.Helper()
	all, err := f.API.People.Guardians(authz.System(f.Context()), uuid.MustParse(f.child()))
	must(f.T, err)
	return all[slices.IndexFunc(all, func(g people.Guardian) bool { return g.Relation == "mother" })]
}

// consent is a new one, because each can be withdrawn only once.
func (f *fixture) consent() string {
	f.Helper()
	g := f.childGuardian()
	c, err := f.API.People.GiveConsent(authz.System(f.Context()), g.ChildID, people.ConsentInput{Purpose: people.ForPhoto, Basis: people.Agreed, GuardianID: &g.GuardianID, GivenOn: "2026-01-05"})
	must(f.T, err)
	return c.ID.String()
}

func TestAChildIsEnteredChangedAndReadInClearOverTheAPI(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	res := h.expect(call{Method: "POST", Path: "/children", Token: token, Body: childBody("王小明")}, http.StatusCreated)
	path := "/children/" + res.JSON["id"].(string)
	res = h.expect(call{Method: "PATCH", Path: path, Token: token, Body: `{"needs":"花生过敏","school":"转塘小学"}`, Header: map[string]string{"If-Match": `"1"`}}, http.StatusOK)
	if res.JSON["has_needs"] != true || strings.Contains(res.Text, "花生") {
		t.Errorf("changed: %s", res.Text)
	}
	res = h.expect(call{Method: "POST", Path: path + "/reveal", Token: token}, http.StatusOK)
	if res.JSON["needs"] != "花生过敏" {
		t.Errorf("revealed: %s", res.Text)
	}
	res = h.expect(call{Method: "POST", Path: "/children", Token: token, Body: childBody("王晓明")}, http.StatusConflict, "confirmation_needed")
	if !strings.Contains(res.Text, "possible_duplicate_child") || !strings.Contains(res.Text, `"same_phone":true`) {
		t.Errorf("asked: %s", res.Text)
	}
	h.expect(call{Method: "GET", Path: path, Token: h.actor(authz.CentreStaff, binjiang)}, http.StatusNotFound)
}
