package api_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func init() {
	year := map[string]any{"source": "国务院办公厅通知", "days": []map[string]any{{"day": "2027-10-01", "kind": "holiday", "name": "国庆节"}}}
	terms := map[string]any{"terms": []map[string]any{{"from": "2026-09-01", "to": "2027-01-20", "kind": "term", "name": "第一学期"}}}
	first := map[string]string{"If-Match": `"0"`}
	place := "/divisions/" + string(zhuantang)
	cell("GET /calendar/years/:year", func(*fixture) call { return call{Method: "GET", Path: "/calendar/years/2026"} })
	nationalCell("PUT /calendar/years/:year", func(*fixture) call {
		return call{Method: "PUT", Path: "/calendar/years/2027", Body: year, Header: first}
	})
	cell("GET /divisions/:code/days", func(*fixture) call {
		return call{Method: "GET", Path: place + "/days?from=2026-11-23&to=2026-11-24"}
	})
	cell("GET /divisions/:code/terms", func(*fixture) call { return call{Method: "GET", Path: place + "/terms"} })
	cell("PUT /divisions/:code/terms", func(*fixture) call { return call{Method: "PUT", Path: place + "/terms", Body: terms, Header: first} })
}

func TestTermsAndHolidaysAreSetAndShowInTheDaysOverTheAPI(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	officer, admin := h.actor(authz.Officer, xihu), h.actor(authz.Administrator, country)
	put := call{Method: "PUT", Path: "/divisions/" + string(xihu) + "/terms", Token: officer, Header: map[string]string{"If-Match": `"0"`},
		Body: `{"terms":[{"from":"2026-09-01","to":"2026-08-20","kind":"term","name":"第一学期"}]}`}
	if res := h.expect(put, 422, "invalid_input"); res.field("terms.0.to") != "date_order" {
		t.Fatalf("%s", res.Text)
	}
	put.Body = `{"terms":[{"from":"2026-09-01","to":"2027-01-20","kind":"term","name":"第一学期"}]}`
	if res := h.expect(put, 200); res.Header.Get("ETag") != `"1"` {
		t.Fatalf("%s", res.Text)
	}
	h.expect(put, 412, "stale_version")
	year := call{Method: "PUT", Path: "/calendar/years/2027", Token: officer, Header: map[string]string{"If-Match": `"0"`},
		Body: `{"source":"国务院办公厅通知","days":[{"day":"2027-01-01","kind":"holiday","name":"元旦"},{"day":"2027-01-02","kind":"workday","name":"元旦"}]}`}
	h.expect(year, 403, "forbidden")
	year.Token = admin
	h.expect(year, 200)
	days := h.expect(call{Method: "GET", Path: "/divisions/" + string(community) + "/days?from=2026-12-31&to=2027-01-02", Token: officer}, 200).JSON["items"].([]any)
	eve, new, saturday := days[0].(map[string]any), days[1].(map[string]any), days[2].(map[string]any)
	if eve["kind"] != "workday" || eve["school"] != "term" || new["kind"] != "holiday" || new["term_name"] != "第一学期" || saturday["make_up"] != true {
		t.Fatalf("%v", days)
	}
	h.expect(call{Method: "GET", Path: "/divisions/" + string(community) + "/days?from=2026-12-31", Token: officer}, 422, "invalid_input")
	h.expect(call{Method: "GET", Path: "/calendar/years/tomorrow", Token: officer}, 404, "not_found")
}
