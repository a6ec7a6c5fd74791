package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/fourthirty/fourthirty/api"
	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func TestEveryFailureOfEveryRouteIsAProblemWithAPageInBothLanguages(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token := f.actor(authz.Administrator, country)
	long := strings.Repeat("x", 2<<20)
	problems := 0
	for _, route := range f.API.Routes() {
		cellOf, ok := cells[route.Method+" "+route.Path]
		if !ok {
			continue // the authorisation walk reports it
		}
		c := cellOf(f)
		for name, bad := range map[string]call{
			"no token":         {Method: c.Method, Path: c.Path, Body: c.Body, Header: c.Header},
			"bad id":           {Method: c.Method, Path: badID(route.Path), Token: token, Body: c.Body, Header: c.Header},
			"malformed body":   {Method: c.Method, Path: c.Path, Token: token, Body: "{", Header: c.Header},
			"body of nothing":  {Method: c.Method, Path: c.Path, Token: token, Body: "[[[]]]", Header: c.Header},
			"too large":        {Method: c.Method, Path: c.Path, Token: token, Body: `{"name":"` + long + `"}`, Header: c.Header},
			"wrong method":     {Method: http.MethodTrace, Path: c.Path, Token: token},
			"unknown query":    {Method: c.Method, Path: c.Path + glue(c.Path) + "no_such_parameter=1", Token: token, Body: c.Body, Header: c.Header},
			"control in query": {Method: c.Method, Path: c.Path + glue(c.Path) + "q=%00", Token: token, Body: c.Body, Header: c.Header},
		} {
			res := f.do(bad)
			if res.Status < 400 {
				continue
			}
			problems++
			f.isProblem(route.Method+" "+route.Path+", "+name, res)
		}
	}
	if problems < 5*len(f.API.Routes()) {
		t.Fatalf("only %d problems were seen", problems)
	}
}

func glue(path string) string {
	if strings.Contains(path, "?") {
		return "&"
	}
	return "?"
}

func badID(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "not-an-id"
		}
	}
	return strings.Join(parts, "/")
}

func (f *fixture) isProblem(what string, res result) {
	f.Helper()
	if res.Status >= 500 {
		f.Errorf("%s: %d %s", what, res.Status, res.Text)
	}
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		f.Errorf("%s: %d as %q", what, res.Status, got)
		return
	}
	code, _ := res.JSON["code"].(string)
	if _, ok := fault.Lookup(code); !ok {
		f.Errorf("%s: code %q is not in the catalogue", what, code)
	}
	all, _ := res.JSON["errors"].([]any)
	for _, e := range all {
		inner := fmt.Sprint(e.(map[string]any)["code"])
		if _, ok := fault.Lookup(inner); !ok {
			f.Errorf("%s: field code %q is not in the catalogue", what, inner)
		}
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, httptest.NewRequestWithContext(f.Context(), http.MethodGet, fmt.Sprint(res.JSON["type"]), nil))
	text, _ := fault.Lookup(code)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), code) || text.ZH == "" {
		f.Errorf("%s: its type %v has no page", what, res.JSON["type"])
	}
	if res.JSON["trace_id"] != res.Header.Get("X-Request-Id") || res.JSON["trace_id"] == "" {
		f.Errorf("%s: no trace id", what)
	}
}

func TestBadBodiesNameTheFieldAndTheCode(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, xihu)
	before, events := h.count("organisations"), h.count("events")
	for name, tc := range map[string]struct {
		body        string
		status      int
		code, field string
		fieldCode   string
	}{
		"not JSON":               {`{"name":`, 400, "malformed_json", "", ""},
		"two values":             {`{} {}`, 400, "malformed_json", "", ""},
		"invalid UTF-8":          {"{\"name\":\"\xff\"}", 400, "invalid_utf8", "", ""},
		"unknown field":          {`{"name":"a","colour":"red"}`, 422, "invalid_input", "colour", "field_unknown"},
		"doubled field":          {`{"name":"a","name":"b"}`, 422, "invalid_input", "name", "field_doubled"},
		"wrong type":             {`{"name":5}`, 422, "invalid_input", "name", "invalid_type"},
		"NUL byte":               {`{"name":"a\u0000b","kind":"other","division":"330106000000"}`, 422, "invalid_input", "name", "control_characters"},
		"control character":      {`{"name":"a\u0007b","kind":"other","division":"330106000000"}`, 422, "invalid_input", "name", "control_characters"},
		"direction override":     {`{"name":"a\u202eb","kind":"other","division":"330106000000"}`, 422, "invalid_input", "name", "control_characters"},
		"too long":               {`{"name":"` + strings.Repeat("长", 201) + `","kind":"other","division":"330106000000"}`, 422, "invalid_input", "name", "too_long"},
		"missing":                {`{"kind":"other","division":"330106000000"}`, 422, "invalid_input", "name", "required"},
		"not an allowed value":   {`{"name":"a","kind":"castle","division":"330106000000"}`, 422, "invalid_input", "kind", "invalid_value"},
		"code that is no code":   {`{"name":"a","kind":"other","division":"3301"}`, 422, "invalid_input", "division", "division_code"},
		"code that is not there": {`{"name":"a","kind":"other","division":"330106999000"}`, 422, "invalid_input", "division", "division_not_found"},
		"wrong credit code":      {`{"name":"a","kind":"other","division":"330106000000","uscc":"12"}`, 422, "invalid_input", "uscc", "uscc_format"},
	} {
		res := h.expect(call{Method: "POST", Path: "/organisations", Token: token, Body: tc.body}, tc.status, tc.code)
		if tc.field != "" && res.field(tc.field) != tc.fieldCode {
			t.Errorf("%s: %s", name, res.Text)
		}
	}
	h.expect(call{Method: "POST", Path: "/organisations", Token: token, Body: `{}`, Header: map[string]string{"Content-Type": "text/plain"}}, 415, "media_type")
	if h.count("organisations") != before || h.count("events") != events {
		t.Fatal("something was written")
	}
}

func TestProblemsSpeakTheCallersLanguage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for accept, want := range map[string]string{"": "请先登录。", "en-GB,en;q=0.9": "Sign in first.", "zh-TW": "请先登录。", "fr, en;q=0.5": "Sign in first."} {
		res := h.expect(call{Method: "GET", Path: "/me", Header: map[string]string{"Accept-Language": accept}}, 401, "token_missing")
		if res.JSON["title"] != want {
			t.Errorf("%q: %v", accept, res.JSON["title"])
		}
	}
}

func TestAnIdempotencyKeyGivesTheFirstAnswerAgainAndRefusesAnotherBody(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, xihu)
	key := map[string]string{"Idempotency-Key": "phone-1"}
	post := call{Method: "POST", Path: "/organisations", Token: token, Body: organisationBody(xihu), Header: key}
	first := h.expect(post, 201)
	again := h.expect(post, 201)
	if first.Text != again.Text || first.Header.Get("ETag") != again.Header.Get("ETag") || first.Header.Get("Location") != again.Header.Get("Location") || again.Header.Get("Location") == "" {
		t.Fatalf("first %s\nagain %s", first.Text, again.Text)
	}
	post.Body = organisationBody(zhuantang)
	h.expect(post, 422, "idempotency_mismatch")
	if n := h.count("organisations"); n != 1 {
		t.Fatalf("%d organisations", n)
	}
	other := h.actor(authz.Administrator, xihu)
	post.Token, post.Body = other, organisationBody(xihu)
	h.expect(post, 201) // keys belong to one caller
}

func TestFiftyRetriesOfOnePostAtOnceWriteOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, xihu)
	events := h.count("events")
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[int]int{}
	for range 50 {
		wg.Go(func() {
			res := h.do(call{Method: "POST", Path: "/organisations", Token: token, Body: organisationBody(xihu), Header: map[string]string{"Idempotency-Key": "k"}})
			mu.Lock()
			defer mu.Unlock()
			seen[res.Status]++
		})
	}
	wg.Wait()
	if h.count("organisations") != 1 || h.count("events") != events+1 || seen[201] < 1 || seen[201]+seen[409] != 50 {
		t.Fatalf("answers %v, %d organisations", seen, h.count("organisations"))
	}
}

func TestAChangeNeedsTheVersionItIsBasedOn(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, xihu)
	made := h.expect(call{Method: "POST", Path: "/organisations", Token: token, Body: organisationBody(xihu)}, 201)
	path := "/organisations/" + made.JSON["id"].(string)
	put := call{Method: "PUT", Path: path, Token: token, Body: organisationBody(zhuantang)}
	h.expect(put, 428, "precondition_required")
	put.Header = map[string]string{"If-Match": `"7"`}
	if res := h.expect(put, 412, "stale_version"); res.JSON["params"].(map[string]any)["current"] != 1.0 {
		t.Fatalf("the problem does not tell the current version: %s", res.Text)
	}
	put.Header["If-Match"] = made.Header.Get("ETag")
	res := h.expect(put, 200)
	if res.Header.Get("ETag") != `"2"` {
		t.Fatalf("ETag %s", res.Header.Get("ETag"))
	}
	read := call{Method: "GET", Path: path, Token: token, Header: map[string]string{"If-None-Match": `"2"`}}
	h.expect(read, 304)
}

func TestAListIsWalkedByItsCursorWithoutGapsWhileRowsAreAdded(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, xihu)
	want := map[string]bool{}
	add := func() string {
		return h.expect(call{Method: "POST", Path: "/organisations", Token: token, Body: organisationBody(zhuantang)}, 201).JSON["id"].(string)
	}
	for range 23 {
		want[add()] = true
	}
	got := map[string]int{}
	for path := "/organisations?limit=5"; path != ""; {
		res := h.expect(call{Method: "GET", Path: path, Token: token}, 200)
		for _, item := range res.JSON["items"].([]any) {
			got[item.(map[string]any)["id"].(string)]++
		}
		add()
		path = ""
		if next, ok := res.JSON["next_cursor"].(string); ok && len(got) < 40 {
			path = "/organisations?limit=5&cursor=" + next
			if link := res.Header.Get("Link"); !strings.Contains(link, next) || !strings.HasSuffix(link, `rel="next"`) {
				t.Fatalf("Link %q", link)
			}
		}
	}
	for id := range want {
		if got[id] != 1 {
			t.Errorf("%s was seen %d times", id, got[id])
		}
	}
	h.expect(call{Method: "GET", Path: "/organisations?cursor=abc", Token: token}, 400, "bad_cursor")
	h.expect(call{Method: "GET", Path: "/organisations?limit=0", Token: token}, 422, "invalid_input")
	h.expect(call{Method: "GET", Path: "/organisations?limit=201", Token: token}, 422, "invalid_input")
}

func TestTooManyRequestsAreToldHowLongToWait(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.API.Config.RequestsMinute = 10
	h.handler = h.API.Handler()
	token := h.actor(authz.Auditor, xihu)
	for i := range 10 {
		res := h.expect(call{Method: "GET", Path: "/me", Token: token}, 200)
		if got := res.Header.Get("RateLimit"); got != fmt.Sprintf(`"default";r=%d;t=60`, 9-i) {
			t.Fatalf("RateLimit %q after %d requests", got, i+1)
		}
	}
	res := h.expect(call{Method: "GET", Path: "/me", Token: token}, 429, "throttled")
	if res.Header.Get("Retry-After") == "" || res.Header.Get("RateLimit-Policy") != `"default";q=10;w=60` {
		t.Fatalf("headers %v", res.Header)
	}
	forged := map[string]string{"X-Forwarded-For": "203.0.113.9"}
	for range 12 {
		res = h.do(call{Method: "GET", Path: "/me", Header: forged})
	}
	if res.Status != http.StatusTooManyRequests {
		t.Fatalf("a forged address got past the limit: %d", res.Status)
	}
}

func TestAPageThatWasLeftIsNoFailureOfTheServer(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequestWithContext(ctx, "GET", api.Prefix+"/facilities", nil)
	r.Header.Set("Authorization", "Bearer "+h.actor(authz.Auditor, xihu))
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if w.Code != 499 || w.Body.Len() > 0 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
}

func TestRoutesBelowThePrefixNeverFallThroughToTheInterface(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.expect(call{Method: "GET", Path: api.Prefix + "/no/such/thing"}, 404, "not_found")
	h.expect(call{Method: "DELETE", Path: api.Prefix + "/users", Token: h.actor(authz.Administrator, xihu)}, 405, "method_not_allowed")
}

func TestOnlyTheSitesThatTheOperatorNamesMayCallFromABrowser(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	origin := map[string]string{"Origin": "https://other.example"}
	if res := h.do(call{Method: "GET", Path: "/roles", Header: origin}); res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("as installed: %v", res.Header)
	}
	h.API.Config.AllowedOrigins = []string{"https://partner.example"}
	h.handler = h.API.Handler()
	if res := h.do(call{Method: "GET", Path: "/roles", Header: origin}); res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a stranger: %v", res.Header)
	}
	origin["Origin"] = "https://partner.example"
	res := h.do(call{Method: "GET", Path: "/roles", Header: origin})
	if res.Header.Get("Access-Control-Allow-Origin") != "https://partner.example" || res.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("the partner: %v", res.Header)
	}
}
