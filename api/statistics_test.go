package api_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

func init() {
	get := func(path string) func(*fixture) call {
		return func(*fixture) call { return call{Method: "GET", Path: path} }
	}
	cell("GET /statistics/facilities", get("/statistics/facilities?breakdown=true&division="+string(xihu)))
	cell("GET /statistics/coverage", get("/statistics/coverage?breakdown=true&division="+string(xihu)))
	cell("GET /statistics/coverage/definitions", get("/statistics/coverage/definitions"))
	cell("GET /statistics/coverage/gaps", get("/statistics/coverage/gaps?division="+string(xihu)))
	cell("GET /statistics/coverage/gaps/export", get("/statistics/coverage/gaps/export?division="+string(xihu)))
}

// register makes a facility over the API.
func (h *harness) register(token, name, kind string, code division.Code, more map[string]any) {
	h.Helper()
	body := facilityBody(name, code)
	body["kind"] = kind
	for k, v := range more {
		body[k] = v
	}
	h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 201)
}

// same compares a part of an answer with the JSON it should be.
func (h *harness) same(got any, want string) {
	h.Helper()
	var w any
	must(h.T, json.Unmarshal([]byte(want), &w))
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(w)
	if string(a) != string(b) {
		h.Fatalf("got  %s\nwant %s", a, b)
	}
}

func (h *harness) get(token, path string) result {
	h.Helper()
	return h.expect(call{Method: "GET", Path: path, Token: token}, 200)
}

// shortItems keeps of every item its name and the named number.
func shortItems(r result, number func(map[string]any) any) string {
	text := ""
	for _, i := range r.JSON["items"].([]any) {
		m := i.(map[string]any)
		text += fmt.Sprint(m["name"], " ", number(m), "; ")
	}
	return text
}

func TestFacilitiesAreCountedFromTheCountryDownToACommunityAndAsOfADay(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	must(t, h.API.Statistics.RecountAll(authz.System(t.Context())))
	token := h.actor(authz.Administrator, country)
	h.register(token, "西湖区社区服务指导中心", "guidance_centre", xihu, map[string]any{"floor_area_m2": 3000, "activity_area_m2": 1800})
	h.register(token, "转塘街道社区服务中心", "service_centre", zhuantang, map[string]any{"opened_on": "2021-05-01"})
	h.register(token, "转塘社区服务站", "service_station", community, nil)
	h.register(token, "西兴社区服务站", "service_station", neighbour, nil)

	all := h.get(token, "/statistics/facilities?breakdown=true")
	today := string(division.DayOf(time.Now()))
	if all.JSON["division"] != string(country) || all.JSON["as_of"] != today || all.JSON["counted"] != true || all.JSON["source"] != "facility_register" {
		t.Fatalf("%s", all.Text)
	}
	h.same(all.JSON["total"], `{"open":4,"centres_per_guidance_centre":1,"stations_per_centre":2,"floor_area_m2":3000,"activity_area_m2":1800,"activity_share":0.6,"kinds":[
		{"kind":"guidance_centre","planned":0,"building":0,"open":1,"suspended":0,"closed":0,"share":0.25},
		{"kind":"service_centre","planned":0,"building":0,"open":1,"suspended":0,"closed":0,"share":0.25},
		{"kind":"service_station","planned":0,"building":0,"open":2,"suspended":0,"closed":0,"share":0.5},
		{"kind":"childrens_home","planned":0,"building":0,"open":0,"suspended":0,"closed":0}]}`)
	open := func(m map[string]any) any { return m["open"] }
	for path, want := range map[string]string{
		"?breakdown=true": "浙江省 4; ",
		"?breakdown=true&division=" + string(hangzhou):                       "西湖区 3; 滨江区 1; ",
		"?breakdown=true&division=" + string(hangzhou) + "&as_of=2021-04-30": "西湖区 2; 滨江区 1; ",
		"?breakdown=true&division=" + string(xihu):                           "西湖区 1; 转塘街道 2; ",
		"?breakdown=true&division=" + string(zhuantang):                      "转塘街道 1; 转塘社区 1; 横桥社区 0; ",
	} {
		if got := shortItems(h.get(token, "/statistics/facilities"+path), open); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	if _, there := h.get(token, "/statistics/facilities?division="+string(hangzhou)).JSON["items"]; there {
		t.Error("a breakdown nobody asked for")
	}
}

func TestCoverageSaysWhatItDividesAndListsTheGaps(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	must(t, h.API.Statistics.RecountAll(authz.System(t.Context())))
	token := h.actor(authz.Administrator, country)
	h.register(token, "转塘街道社区服务中心", "service_centre", zhuantang, nil)
	h.register(token, "西兴社区服务站", "service_station", neighbour, map[string]any{"floor_area_m2": 120})
	h.expect(call{Method: "PUT", Path: "/divisions/" + string(neighbour) + "/profiles/2024-12-31", Token: token, Body: map[string]any{"source": "社区台账", "households": 500}}, 200)

	own := h.get(token, "/statistics/coverage?breakdown=true&division="+string(hangzhou))
	h.same(own.JSON["definition"], `{"code":"community_own","unit":"share","title_zh":"设有设施的社区占比","title_en":"Communities with a facility of their own",
		"numerator_zh":"辖区内至少有一处开放设施（指导中心、服务中心或服务站）的社区数","numerator_en":"communities in which at least one guidance centre, service centre or service station is open",
		"denominator_zh":"当日有效的全部社区（村）数","denominator_en":"all communities and villages valid on the day"}`)
	h.same(own.JSON["total"], `{"coverage":{"numerator":1,"denominator":3,"value":0.3333333333333333},"communities":3,"townships":2,"gaps":2}`)
	value := func(m map[string]any) any { return m["coverage"].(map[string]any)["value"] }
	if got := shortItems(own, value); got != "西湖区 0; 滨江区 1; " {
		t.Errorf("own: %s", got)
	}
	reach := h.get(token, "/statistics/coverage?definition=community_reach&division="+string(xihu))
	h.same(reach.JSON["total"], `{"coverage":{"numerator":2,"denominator":2,"value":1},"communities":2,"townships":1,"gaps":0}`)
	area := h.get(token, "/statistics/coverage?definition=area_per_100_households&division="+string(hangzhou))
	h.same(area.JSON["total"], `{"coverage":{"numerator":120,"denominator":5,"value":24},"communities":3,"townships":2,"known":1,"met":{"numerator":0,"denominator":1,"value":0},"gaps":1}`)
	unknown := h.get(token, "/statistics/coverage?definition=area_per_100_households&division="+string(xihu))
	h.same(unknown.JSON["total"].(map[string]any)["coverage"], `{"numerator":0,"denominator":0,"reason":"no_denominator"}`)

	gaps := h.get(token, "/statistics/coverage/gaps?limit=1")
	h.same(gaps.JSON["items"], `[{"division":"330106109001","name":"转塘社区","within_reach":true,"floor_area_m2":0,"path":[
		{"division":"330000000000","name":"浙江省"},{"division":"330100000000","name":"杭州市"},{"division":"330106000000","name":"西湖区"},{"division":"330106109000","name":"转塘街道"}]}]`)
	rest := h.get(token, "/statistics/coverage/gaps?limit=1&cursor="+gaps.JSON["next_cursor"].(string))
	if got := shortItems(rest, func(m map[string]any) any { return m["division"] }); got != "横桥社区 330106109002; " || rest.JSON["next_cursor"] != nil {
		t.Errorf("second page: %s", rest.Text)
	}
	table := h.table(h.get(token, "/statistics/coverage/gaps/export?division="+string(xihu)))
	want := [][]string{
		{"区划代码", "社区", "所属", "可由乡镇或区县设施服务", "户数", "建筑面积（平方米）", "平方米/百户"},
		{"330106109001", "转塘社区", "浙江省 / 杭州市 / 西湖区 / 转塘街道", "是", "", "0", ""},
		{"330106109002", "横桥社区", "浙江省 / 杭州市 / 西湖区 / 转塘街道", "是", "", "0", ""},
	}
	if !reflect.DeepEqual(table, want) {
		t.Errorf("export: %q", table)
	}
	if table := h.table(h.get(token, "/statistics/coverage/gaps/export?definition=community_reach&division="+string(xihu))); len(table) != 1 {
		t.Errorf("export without gaps: %q", table)
	}
	if got := len(h.get(token, "/statistics/coverage/definitions").JSON["items"].([]any)); got != 3 {
		t.Errorf("%d definitions", got)
	}
}

func TestStatisticsAreAboutTheCallersTerritoryAndRefuseOthers(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Officer, xihu)
	for _, path := range []string{"/statistics/facilities", "/statistics/coverage"} {
		if res := h.get(token, path); res.JSON["division"] != string(xihu) || res.JSON["name"] != "西湖区" {
			t.Errorf("%s: %s", path, res.Text)
		}
		for query, want := range map[string]struct {
			status int
			code   string
			field  string
		}{
			"?division=" + string(binjiang): {404, "not_found", ""},
			"?division=" + string(country):  {404, "not_found", ""},
			"?division=330106999000":        {404, "division_not_found", ""},
			"?division=33x":                 {422, "invalid_input", "division"},
			"?as_of=2021-02-30":             {422, "invalid_input", "as_of"},
			"?as_of=2999-01-01":             {422, "invalid_input", "as_of"},
			"?breakdown=perhaps":            {422, "invalid_input", "breakdown"},
			"?year=2020":                    {422, "invalid_input", "year"},
		} {
			res := h.expect(call{Method: "GET", Path: path + query, Token: token}, want.status, want.code)
			if want.field != "" && res.field(want.field) == "" {
				t.Errorf("%s%s: %s", path, query, res.Text)
			}
		}
	}
	res := h.expect(call{Method: "GET", Path: "/statistics/coverage?definition=best", Token: token}, 422, "invalid_input")
	if res.field("definition") != "invalid_value" {
		t.Errorf("%s", res.Text)
	}
	h.expect(call{Method: "GET", Path: "/statistics/coverage/gaps?cursor=YWJj", Token: token}, 400, "bad_cursor")
}
