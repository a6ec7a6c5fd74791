package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

func facilityBody(name string, code division.Code) map[string]any {
	return map[string]any{"name": name, "division": code, "kind": "service_station", "status": "open", "opened_on": "2020-03-01"}
}

// facility makes a facility in the fixture's community.
func (f *fixture) facility() string {
	return f.id("facility", func() string {
		body := facilityBody("转塘社区服务站", community)
		body["contact_phone"] = "13800138000"
		res := f.expect(call{Method: "POST", Path: "/facilities", Token: f.actor(authz.Administrator, xihu), Body: body}, 201)
		return res.JSON["id"].(string)
	})
}

func init() {
	on := func(method, tail string, body any, header map[string]string) func(*fixture) call {
		return func(f *fixture) call {
			return call{Method: method, Path: "/facilities/" + f.facility() + tail, Body: body, Header: header}
		}
	}
	version := map[string]string{"If-Match": `"1"`}
	cell("GET /facilities", func(*fixture) call { return call{Method: "GET", Path: "/facilities?total=true"} })
	cell("POST /facilities", func(f *fixture) call {
		body := facilityBody(fmt.Sprintf("第%d号服务点", f.count("facilities")), community)
		body["confirm"] = []string{"possible_duplicate"}
		return call{Method: "POST", Path: "/facilities", Body: body}
	})
	cell("GET /facilities/nearby", func(*fixture) call {
		return call{Method: "GET", Path: "/facilities/nearby?latitude=30.15&longitude=120.07"}
	})
	cell("GET /facilities/map", func(*fixture) call { return call{Method: "GET", Path: "/facilities/map"} })
	cell("GET /facilities/:id", on("GET", "", nil, nil))
	cell("PATCH /facilities/:id", on("PATCH", "", map[string]any{"notes": "新的说明"}, version))
	cell("GET /facilities/:id/contact", on("GET", "/contact", nil, nil))
	cell("GET /facilities/:id/states", on("GET", "/states", nil, nil))
	cell("POST /facilities/:id/commands/:command", on("POST", "/commands/suspend", map[string]any{"reason": "检修"}, version))
}

func TestAFacilityIsRegisteredChangedAndMovedOverTheAPI(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	body := facilityBody("转塘社区服务站", community)
	body["point"] = map[string]any{"latitude": 30.15, "longitude": 120.07, "datum": "gcj02"}
	body["floor_area_m2"], body["activity_area_m2"], body["contact_phone"] = 523.5, 320, "13800138000"
	made := h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 201)
	path := strings.TrimPrefix(made.Header.Get("Location"), "/api/v1")
	if made.JSON["contact_phone"] != "138****8000" || made.JSON["datum_given"] != "gcj02" || made.JSON["latitude"] == 30.15 {
		t.Fatalf("%s", made.Text)
	}
	read := h.expect(call{Method: "GET", Path: path, Token: token}, 200)
	if read.JSON["division_name"] != "转塘社区" || read.JSON["floor_area_m2"] != 523.5 {
		t.Fatalf("%s", read.Text)
	}
	patch := call{Method: "PATCH", Path: path, Token: token, Body: `{"activity_area_m2":null,"notes":"二楼"}`,
		Header: map[string]string{"If-Match": `"1"`, "Content-Type": "application/merge-patch+json"}}
	res := h.expect(patch, 200)
	if _, there := res.JSON["activity_area_m2"]; there || res.JSON["notes"] != "二楼" || res.JSON["contact_phone"] != "138****8000" || res.JSON["latitude"] != made.JSON["latitude"] {
		t.Fatalf("%s", res.Text)
	}
	h.expect(patch, 412, "stale_version")
	patch.Header["If-Match"] = `"2"`
	patch.Body = `{"status":"closed"}`
	if res := h.expect(patch, 422, "invalid_input"); res.field("status") != "field_unknown" {
		t.Fatalf("%s", res.Text)
	}
	command := call{Method: "POST", Path: path + "/commands/suspend", Token: token, Body: map[string]any{"reason": "检修"}, Header: map[string]string{"If-Match": `"2"`, "Idempotency-Key": "a"}}
	first := h.expect(command, 200)
	again := h.expect(command, 200)
	if first.Text != again.Text || first.JSON["status"] != "suspended" {
		t.Fatalf("first %s again %s", first.Text, again.Text)
	}
	states := h.expect(call{Method: "GET", Path: path + "/states", Token: token}, 200)
	if got := fmt.Sprint(states.JSON["commands"]); got != "[resume close]" {
		t.Fatalf("commands %s", got)
	}
	contact := h.expect(call{Method: "GET", Path: path + "/contact", Token: token}, 200)
	if contact.JSON["phone"] != "13800138000" {
		t.Fatalf("%s", contact.Text)
	}
	history := h.expect(call{Method: "GET", Path: "/history/facility/" + made.JSON["id"].(string), Token: token}, 200)
	var actions []any
	for _, e := range history.JSON["items"].([]any) {
		actions = append(actions, e.(map[string]any)["action"])
	}
	if got := fmt.Sprint(actions); got != "[facility.contact.read facility.suspend facility.update facility.create]" {
		t.Fatalf("history %s", got)
	}
	if strings.Contains(history.Text, "13800138000") {
		t.Fatal("the history holds the telephone number")
	}
}

func TestAWarningIsShownWithItsCandidatesAndConfirmed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	body := facilityBody("转塘社区服务站", community)
	h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 201)
	body["point"] = map[string]any{"latitude": 48.85, "longitude": 2.35}
	res := h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 409, "confirmation_needed")
	if got := len(res.JSON["warnings"].([]any)); got != 2 || h.count("facilities") != 1 {
		t.Fatalf("%s", res.Text)
	}
	body["confirm"] = []string{"possible_duplicate", "coordinates_outside_china"}
	h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 201)
}
