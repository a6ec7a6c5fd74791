package api_test

import (
	"fmt"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

// part makes a part of the fixture's facility.
func (f *fixture) part(kind string, body map[string]any) string {
	return f.id(kind, func() string {
		res := f.expect(call{Method: "POST", Path: "/facilities/" + f.facility() + "/" + kind, Token: f.actor(authz.Administrator, xihu), Body: body}, 201)
		return res.JSON["id"].(string)
	})
}

func init() {
	for kind, body := range map[string]func(f *fixture) map[string]any{
		"space": func(f *fixture) map[string]any {
			return map[string]any{"name": fmt.Sprintf("第%d阅览室", f.count("spaces")), "kind": "reading_room"}
		},
		"terminal": func(f *fixture) map[string]any {
			return map[string]any{"label": fmt.Sprintf("第%d台", f.count("terminals")), "kind": "computer", "check_due_on": "2026-12-01"}
		},
		"inspection": func(*fixture) map[string]any { return map[string]any{"kind": "fire", "due_on": "2026-12-01"} },
	} {
		many, path := kind+"s", func(f *fixture) string { return "/facilities/" + f.facility() + "/" + kind + "s" }
		one := func(f *fixture) string { return path(f) + "/" + f.part(many, body(f)) }
		cell("GET /facilities/:id/"+many, func(f *fixture) call { return call{Method: "GET", Path: path(f)} })
		cell("POST /facilities/:id/"+many, func(f *fixture) call { return call{Method: "POST", Path: path(f), Body: body(f)} })
		cell("GET /facilities/:id/"+many+"/:"+kind, func(f *fixture) call { return call{Method: "GET", Path: one(f)} })
		cell("PUT /facilities/:id/"+many+"/:"+kind, func(f *fixture) call {
			return call{Method: "PUT", Path: one(f), Body: body(f), Header: map[string]string{"If-Match": `"1"`}}
		})
		if kind != "space" {
			cell("GET /"+many, func(*fixture) call { return call{Method: "GET", Path: "/" + many + "?due_before=2027-01-01"} })
		}
	}
}

func TestPartsAreAddedReadChangedAndShownInTheHistoryOverTheAPI(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token, base := f.actor(authz.CentreStaff, zhuantang), "/facilities/"+f.facility()
	space := call{Method: "POST", Path: base + "/spaces", Token: token, Header: map[string]string{"Idempotency-Key": "k"},
		Body: map[string]any{"name": "阅览室", "kind": "reading_room", "capacity": 30, "age_min": 3, "age_max": 12, "area_m2": 45.5, "equipment": []string{"书架"}}}
	made := f.expect(space, 201)
	if again := f.expect(space, 201); again.Text != made.Text || f.count("spaces") != 1 {
		t.Fatalf("%s, then %s", made.Text, again.Text)
	}
	path := base + "/spaces/" + made.JSON["id"].(string)
	if at := made.Header.Get("Location"); at != "/api/v1"+path {
		t.Fatalf("Location %s", at)
	}
	read := f.expect(call{Method: "GET", Path: path, Token: token}, 200)
	if read.Header.Get("ETag") != `"1"` || read.JSON["capacity"] != 30.0 || read.JSON["retired"] != false {
		t.Fatalf("%s %s", read.Header, read.Text)
	}
	put := call{Method: "PUT", Path: path, Token: token, Body: map[string]any{"name": "阅览室", "kind": "reading_room", "capacity": -1}}
	f.expect(put, 428, "precondition_required")
	put.Header = map[string]string{"If-Match": `"1"`}
	if res := f.expect(put, 422, "invalid_input"); res.field("capacity") != "out_of_range" {
		t.Fatalf("%s", res.Text)
	}
	put.Body = `{"name":"阅览室","kind":"reading_room","seats":3}`
	if res := f.expect(put, 422, "invalid_input"); res.field("seats") != "field_unknown" {
		t.Fatalf("%s", res.Text)
	}
	put.Body = map[string]any{"name": "亲子阅览室", "kind": "parent_child_room", "capacity": 20}
	if res := f.expect(put, 200); res.Header.Get("ETag") != `"2"` || res.JSON["area_m2"] != nil {
		t.Fatalf("%s", res.Text)
	}
	f.expect(put, 412, "stale_version")
	terminal := f.expect(call{Method: "POST", Path: base + "/terminals", Token: token,
		Body: map[string]any{"label": "01", "kind": "computer", "space_id": made.JSON["id"], "protection_software": "绿网卫士", "check_due_on": "2026-09-01"}}, 201)
	due := f.expect(call{Method: "GET", Path: "/terminals?due_before=2026-10-01", Token: token}, 200)
	if rows := due.JSON["items"].([]any); len(rows) != 1 || rows[0].(map[string]any)["id"] != terminal.JSON["id"] || rows[0].(map[string]any)["facility_name"] != "转塘社区服务站" {
		t.Fatalf("%s", due.Text)
	}
	history := f.expect(call{Method: "GET", Path: "/history/facility/" + f.facility(), Token: token}, 200)
	var actions []any
	for _, e := range history.JSON["items"].([]any) {
		actions = append(actions, e.(map[string]any)["action"])
	}
	if got := fmt.Sprint(actions); got != "[facility.terminal.add facility.space.update facility.space.add facility.create]" {
		t.Fatalf("history %s", got)
	}
}
