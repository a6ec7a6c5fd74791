package api_test

import (
	"strings"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func programmeBody(facility string) map[string]any {
	return map[string]any{"facility_id": facility, "kind": "four_thirty_class", "name": "四点半课堂", "age_min": 6, "age_max": 12}
}

func cohortBody() map[string]any {
	return map[string]any{"name": "一班", "places": 20, "first_day": "2026-09-01", "last_day": "2027-07-10"}
}

// programme makes a programme in the fixture's facility.
func (f *fixture) programme() string {
	return f.id("programme", func() string {
		token := f.actor(authz.Administrator, xihu)
		return f.expect(call{Method: "POST", Path: "/programmes", Token: token, Body: programmeBody(f.facility())}, 201).JSON["id"].(string)
	})
}

// cohort makes a cohort of the fixture's programme.
func (f *fixture) cohort() string {
	return f.id("cohort", func() string {
		token := f.actor(authz.Administrator, xihu)
		return f.expect(call{Method: "POST", Path: "/programmes/" + f.programme() + "/cohorts", Token: token, Body: cohortBody()}, 201).JSON["id"].(string)
	})
}

func init() {
	version := map[string]string{"If-Match": `"1"`}
	on := func(method, tail string, body func(f *fixture) any, header map[string]string) func(*fixture) call {
		return func(f *fixture) call {
			c := call{Method: method, Path: "/programmes/" + f.programme() + tail, Header: header}
			if body != nil {
				c.Body = body(f)
			}
			return c
		}
	}
	onCohort := func(method, tail string, body any, header map[string]string) func(*fixture) call {
		return func(f *fixture) call {
			return call{Method: method, Path: "/cohorts/" + f.cohort() + tail, Body: body, Header: header}
		}
	}
	cell("GET /programmes", func(*fixture) call { return call{Method: "GET", Path: "/programmes?total=true"} })
	cell("POST /programmes", func(f *fixture) call {
		return call{Method: "POST", Path: "/programmes", Body: programmeBody(f.facility())}
	})
	cell("GET /programmes/:id", on("GET", "", nil, nil))
	cell("PUT /programmes/:id", on("PUT", "", func(f *fixture) any { return programmeBody(f.facility()) }, version))
	cell("POST /programmes/:id/commands/:command", on("POST", "/commands/archive", func(*fixture) any { return map[string]any{} }, map[string]string{"If-Match": `"99"`}))
	cell("GET /programmes/:id/cohorts", on("GET", "/cohorts", nil, nil))
	cell("POST /programmes/:id/cohorts", on("POST", "/cohorts", func(*fixture) any { return cohortBody() }, nil))
	cell("GET /cohorts", func(*fixture) call { return call{Method: "GET", Path: "/cohorts"} })
	cell("GET /cohorts/:id", onCohort("GET", "", nil, nil))
	cell("PUT /cohorts/:id", onCohort("PUT", "", cohortBody(), version))
	cell("POST /cohorts/:id/commands/:command", onCohort("POST", "/commands/archive", map[string]any{}, map[string]string{"If-Match": `"99"`}))
}

func TestAProgrammeWithItsCohortIsSetUpPublishedAndOpenedOverTheAPI(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token := f.actor(authz.CentreStaff, zhuantang)
	made := f.expect(call{Method: "POST", Path: "/programmes", Token: token, Body: programmeBody(f.facility())}, 201)
	path := strings.TrimPrefix(made.Header.Get("Location"), "/api/v1")
	if made.JSON["status"] != "draft" || made.JSON["fee_rule"] != "free" || made.JSON["facility_name"] != "转塘社区服务站" || made.Header.Get("ETag") != `"1"` {
		t.Fatalf("%s", made.Text)
	}
	command := func(tail, version string) call {
		return call{Method: "POST", Path: tail, Token: token, Body: map[string]any{}, Header: map[string]string{"If-Match": version}}
	}
	f.expect(command(path+"/commands/publish", `"1"`), 409, "programme_without_cohort")
	group := f.expect(call{Method: "POST", Path: path + "/cohorts", Token: token, Body: cohortBody()}, 201)
	cohort := strings.TrimPrefix(group.Header.Get("Location"), "/api/v1")
	f.expect(command(path+"/commands/publish", `"1"`), 200)
	f.expect(command(path+"/commands/publish", `"1"`), 412, "stale_version")
	opened := f.expect(command(cohort+"/commands/open", `"1"`), 200)
	if opened.JSON["phase"] != "open" || opened.JSON["programme_name"] != "四点半课堂" {
		t.Fatalf("%s", opened.Text)
	}
	body := cohortBody()
	body["places"] = 0
	f.expect(call{Method: "PUT", Path: cohort, Token: token, Body: body}, 428, "precondition_required")
	body["hours"] = 3
	if res := f.expect(call{Method: "PUT", Path: cohort, Token: token, Body: body, Header: map[string]string{"If-Match": `"2"`}}, 422, "invalid_input"); res.field("hours") != "field_unknown" {
		t.Fatalf("%s", res.Text)
	}
	list := f.expect(call{Method: "GET", Path: "/cohorts?phase=open&kind=four_thirty_class&limit=1", Token: token}, 200)
	if rows := list.JSON["items"].([]any); len(rows) != 1 || list.JSON["next_cursor"] != nil {
		t.Fatalf("%s", list.Text)
	}
	history := f.expect(call{Method: "GET", Path: "/history/programme/" + made.JSON["id"].(string), Token: token}, 200)
	if got := len(history.JSON["items"].([]any)); got != 4 {
		t.Fatalf("%d events: %s", got, history.Text)
	}
	for _, bad := range []string{"/programmes?kind=circus", "/programmes?status=gone", "/programmes?facility_id=7", "/cohorts?phase=over", "/programmes?colour=red"} {
		f.expect(call{Method: "GET", Path: bad, Token: token}, 422, "invalid_input")
	}
}
