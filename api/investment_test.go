package api_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func projectBody(name string) map[string]any {
	return map[string]any{"name": name, "division": xihu, "planned_on": "2023-01-10", "planned_area_m2": 1200, "funding": []map[string]any{
		{"source": "central", "year": 2023, "amount_fen": 100_000_000}, {"source": "local", "year": 2023, "amount_fen": 320_000_000},
	}}
}

// project makes an investment project in 西湖区.
func (f *fixture) project() string {
	return f.id("project", func() string {
		res := f.expect(call{Method: "POST", Path: "/investments", Token: f.actor(authz.Administrator, xihu), Body: projectBody("西湖区服务设施")}, 201)
		return res.JSON["id"].(string)
	})
}

func init() {
	version := map[string]string{"If-Match": `"1"`}
	cell("GET /investments", func(*fixture) call { return call{Method: "GET", Path: "/investments?total=true"} })
	cell("POST /investments", func(*fixture) call {
		return call{Method: "POST", Path: "/investments", Body: projectBody("又一个项目")}
	})
	cell("GET /investments/:id", func(f *fixture) call { return call{Method: "GET", Path: "/investments/" + f.project()} })
	cell("PUT /investments/:id", func(f *fixture) call {
		return call{Method: "PUT", Path: "/investments/" + f.project(), Header: version, Body: projectBody("改名的项目")}
	})
	cell("POST /investments/:id/commands/:command", func(f *fixture) call {
		return call{Method: "POST", Path: "/investments/" + f.project() + "/commands/approve", Header: version, Body: map[string]any{}}
	})
	cell("GET /statistics/investment", func(*fixture) call {
		return call{Method: "GET", Path: "/statistics/investment?division=" + string(xihu)}
	})
}

func TestAProjectIsRegisteredDeliveredAndAddedUpOverTheAPI(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Officer, hangzhou)
	p := h.expect(call{Method: "POST", Path: "/investments", Token: token, Body: projectBody("西湖区服务设施")}, 201)
	path := "/investments/" + p.JSON["id"].(string)
	sums := func() map[string]any {
		res := h.expect(call{Method: "GET", Path: "/statistics/investment?division=" + string(hangzhou) + "&breakdown=true", Token: token}, 200)
		return res.JSON["total"].(map[string]any)
	}
	before := sums()
	if before["total_fen"] != 420_000_000.0 || before["leverage"] != 3.2 || before["cost_per_m2_fen"] != nil || before["undefined"].(map[string]any)["cost_per_m2_fen"] != "no_area" {
		t.Errorf("a cost without area: %v", before)
	}
	tag := p.Header.Get("ETag")
	for _, step := range []struct {
		command string
		body    map[string]any
	}{{"approve", map[string]any{"on": "2023-02-01"}}, {"start", map[string]any{"on": "2023-03-01"}}, {"deliver", map[string]any{"on": "2023-12-01", "delivered_area_m2": 1400}}} {
		res := h.expect(call{Method: "POST", Path: path + "/commands/" + step.command, Token: token, Body: step.body, Header: map[string]string{"If-Match": tag}}, 200)
		tag = res.Header.Get("ETag")
	}
	if after := sums(); after["cost_per_m2_fen"] != 300_000.0 || after["delivered_area_m2"] != 1400.0 {
		t.Errorf("%v", after)
	}
	h.expect(call{Method: "POST", Path: path + "/commands/cancel", Token: token, Body: map[string]any{"reason": "x"}, Header: map[string]string{"If-Match": tag}}, 409, "illegal_transition")
	h.expect(call{Method: "PUT", Path: path, Token: token, Body: projectBody("x"), Header: map[string]string{"If-Match": `"1"`}}, 412, "stale_version")
	h.expect(call{Method: "GET", Path: path, Token: h.actor(authz.Officer, binjiang)}, 404)
}

func TestAProjectWithImpossibleMoneyOrAreaIsRefused(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Officer, xihu)
	for name, bad := range map[string]map[string]any{
		"funding.0.amount_fen": {"funding": []map[string]any{{"source": "central", "year": 2023, "amount_fen": -1}}},
		"funding.0.source":     {"funding": []map[string]any{{"source": "lottery", "year": 2023, "amount_fen": 1}}},
		"planned_area_m2":      {"planned_area_m2": -5},
		"planned_on":           {"planned_on": "gestern"},
		"name":                 {"name": " "},
	} {
		body := projectBody("项目")
		for k, v := range bad {
			body[k] = v
		}
		if res := h.expect(call{Method: "POST", Path: "/investments", Token: token, Body: body}, 422); res.field(name) == "" {
			t.Errorf("%s: %s", name, res.Text)
		}
	}
}
