package api_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func init() {
	rules := map[string]any{"rules": []map[string]any{{"layer": "regular", "weekdays": []int{1, 2, 3, 4, 5}, "opens": "16:30", "closes": "18:30"}}}
	of := func(f *fixture, what string) string { return "/facilities/" + f.facility() + what }
	cell("GET /facilities/:id/opening-rules", func(f *fixture) call { return call{Method: "GET", Path: of(f, "/opening-rules")} })
	cell("PUT /facilities/:id/opening-rules", func(f *fixture) call {
		return call{Method: "PUT", Path: of(f, "/opening-rules"), Body: rules, Header: map[string]string{"If-Match": `"1"`}}
	})
	cell("GET /facilities/:id/hours", func(f *fixture) call { return call{Method: "GET", Path: of(f, "/hours")} })
}

func TestOpeningRulesAreSetAndTheHoursFollowOverTheAPI(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token, base := f.actor(authz.CentreStaff, zhuantang), "/facilities/"+f.facility()
	read := f.expect(call{Method: "GET", Path: base + "/opening-rules", Token: token}, 200)
	if read.Header.Get("ETag") != `"1"` || len(read.JSON["rules"].([]any)) != 0 {
		t.Fatalf("%s", read.Text)
	}
	put := call{Method: "PUT", Path: base + "/opening-rules", Token: token, Body: `{"rules":[{"layer":"regular","opens":"16:30","closes":"8:30"}]}`}
	f.expect(put, 428, "precondition_required")
	put.Header = map[string]string{"If-Match": `"1"`}
	if res := f.expect(put, 422, "invalid_input"); res.field("rules.0.closes") != "invalid_time" {
		t.Fatalf("%s", res.Text)
	}
	put.Body = `{"rules":[{"layer":"regular","weekdays":[1,2,3,4,5],"opens":"16:30","closes":"18:30"},{"layer":"holiday","closed":true,"note":"节假日休息"}]}`
	if res := f.expect(put, 200); res.Header.Get("ETag") != `"2"` {
		t.Fatalf("%s", res.Text)
	}
	f.expect(put, 412, "stale_version")
	hours := f.expect(call{Method: "GET", Path: base + "/hours?from=2026-09-24&to=2026-09-25", Token: token}, 200)
	days := hours.JSON["days"].([]any)
	thursday, festival := days[0].(map[string]any), days[1].(map[string]any)
	if len(thursday["open"].([]any)) != 1 || thursday["why"] != "regular" || festival["why"] != "holiday" || festival["name"] != "中秋" || festival["note"] != "节假日休息" {
		t.Fatalf("%s", hours.Text)
	}
	if res := f.expect(call{Method: "GET", Path: base + "/hours?from=2026-09-24&to=2026-02-30", Token: token}, 422, "invalid_input"); res.field("to") != "invalid_date" {
		t.Fatalf("%s", res.Text)
	}
}
