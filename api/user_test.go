package api_test

import (
	"fmt"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func TestAnAdministratorSeesSignInsEndsThemAndUnlocks(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	admin, theirs := h.actor(authz.Administrator, xihu), h.actor(authz.CaseWorker, community)
	me := h.expect(call{Method: "GET", Path: "/me", Token: theirs}, 200).JSON["user"].(map[string]any)
	path := "/users/" + me["id"].(string)
	for range 6 {
		h.do(call{Method: "POST", Path: "/auth/login", Body: map[string]any{"login": me["login"], "password": "not-the-password"}})
	}
	seen := h.expect(call{Method: "GET", Path: path + "/sessions", Token: admin}, 200)
	items := seen.JSON["items"].([]any)
	if len(items) != 1 || items[0].(map[string]any)["address"] != "192.0.2.1" || seen.JSON["failures"].(float64) < 5 || seen.JSON["wait_seconds"].(float64) < 1 {
		t.Fatalf("%s", seen.Text)
	}
	h.expect(call{Method: "POST", Path: path + "/unlock", Token: admin}, 204)
	login := call{Method: "POST", Path: "/auth/login", Body: map[string]any{"login": me["login"], "password": password}}
	second := h.expect(login, 200).JSON["access_token"].(string)
	seen = h.expect(call{Method: "GET", Path: path + "/sessions", Token: admin}, 200)
	if len(seen.JSON["items"].([]any)) != 2 || seen.JSON["failures"] != 0.0 || seen.JSON["wait_seconds"] != 0.0 {
		t.Fatalf("%s", seen.Text)
	}
	newest := seen.JSON["items"].([]any)[0].(map[string]any)["id"].(string)
	h.expect(call{Method: "DELETE", Path: path + "/sessions/" + newest, Token: admin}, 204)
	h.expect(call{Method: "DELETE", Path: path + "/sessions/" + newest, Token: admin}, 404)
	h.expect(call{Method: "GET", Path: "/me", Token: second}, 401, "token_invalid")
	h.expect(call{Method: "GET", Path: "/me", Token: theirs}, 200)
	h.expect(call{Method: "DELETE", Path: path + "/sessions", Token: admin}, 204)
	h.expect(call{Method: "GET", Path: "/me", Token: theirs}, 401, "token_invalid")
	var actions []any
	for _, e := range h.expect(call{Method: "GET", Path: "/history/user/" + me["id"].(string) + "?limit=4", Token: admin}, 200).JSON["items"].([]any) {
		actions = append(actions, e.(map[string]any)["action"])
	}
	if got := fmt.Sprint(actions); got != "[user.sign_out user.sign_out session.open user.unlock]" {
		t.Fatalf("recorded %s", got)
	}
}

func TestNobodySignsOutAnAccountThatHoldsMore(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	county, chief := h.actor(authz.Administrator, xihu), h.actor(authz.Administrator, zhejiang)
	id := h.expect(call{Method: "GET", Path: "/me", Token: chief}, 200).JSON["user"].(map[string]any)["id"].(string)
	must(t, h.DB.Read(t.Context()).Exec("UPDATE users SET division = ? WHERE id = ?", xihu, id).Error)
	h.expect(call{Method: "DELETE", Path: "/users/" + id + "/sessions", Token: county}, 403, "grant_exceeds_own")
	h.expect(call{Method: "POST", Path: "/users/" + id + "/unlock", Token: county}, 403, "grant_exceeds_own")
	h.expect(call{Method: "GET", Path: "/me", Token: chief}, 200)
}

func TestUsersAreListedByWhetherTheyAreInUse(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	admin := h.actor(authz.Administrator, xihu)
	id := h.expect(call{Method: "GET", Path: "/me", Token: h.actor(authz.CaseWorker, community)}, 200).JSON["user"].(map[string]any)["id"].(string)
	h.expect(call{Method: "PATCH", Path: "/users/" + id, Token: admin, Body: map[string]any{"disabled": true}, Header: map[string]string{"If-Match": `"1"`}}, 200)
	for query, want := range map[string]int{"": 2, "?disabled=true": 1, "?disabled=false": 1} {
		if got := len(h.expect(call{Method: "GET", Path: "/users" + query, Token: admin}, 200).JSON["items"].([]any)); got != want {
			t.Errorf("%q: %d users, want %d", query, got, want)
		}
	}
	h.expect(call{Method: "GET", Path: "/users?disabled=maybe", Token: admin}, 422, "invalid_input")
}

func TestAnAuditorNarrowsWhatHappenedAndVerifiesInStretches(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	auditor := h.actor(authz.Auditor, xihu)
	h.expect(call{Method: "POST", Path: "/organisations", Token: h.actor(authz.Administrator, xihu), Body: organisationBody(community)}, 201)
	items := func(query string) int {
		return len(h.expect(call{Method: "GET", Path: "/history" + query, Token: auditor}, 200).JSON["items"].([]any))
	}
	if all, one := items(""), items("?subject=organisation&division=330106109000&from=2020-01-01"); all < 5 || one != 1 {
		t.Fatalf("%d and %d events", all, one)
	}
	if n := items("?actor=nobody"); n != 0 {
		t.Fatalf("%d events by nobody", n)
	}
	h.expect(call{Method: "GET", Path: "/history?subject=moon", Token: auditor}, 422, "invalid_input")
	h.expect(call{Method: "GET", Path: "/history?from=soon", Token: auditor}, 422, "invalid_input")
	_, err := h.API.Event.Seal(authz.System(t.Context()))
	must(t, err)
	res := h.expect(call{Method: "GET", Path: "/audit/verification?limit=1", Token: auditor}, 200)
	if res.JSON["intact"] != true {
		t.Fatalf("%s", res.Text)
	}
}
