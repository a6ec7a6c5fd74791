package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

func seriesBody(code string) map[string]any {
	return map[string]any{"code": code, "title_zh": "儿童之家数", "title_en": "Children's homes", "unit": "facility",
		"scope_zh": "全省城乡社区", "scope_en": "urban and rural communities of the province", "source": "省政府通报", "document": "2024年第3号"}
}

func pointBody(code division.Code, day, value string) map[string]any {
	return map[string]any{"division": code, "as_of": day, "value": value}
}

// series adds a published series, which everyone who reads statistics may see.
func (h *harness) series() string {
	h.Helper()
	code := "s" + strings.ReplaceAll(uuid.NewString(), "-", "")
	h.expect(call{Method: "POST", Path: "/series", Token: h.actor(authz.Administrator, country), Body: seriesBody(code)}, 201)
	return code
}

func init() {
	cell("GET /series", func(*fixture) call { return call{Method: "GET", Path: "/series"} })
	nationalCell("POST /series", func(*fixture) call {
		return call{Method: "POST", Path: "/series", Body: seriesBody("s" + strings.ReplaceAll(uuid.NewString(), "-", ""))}
	})
	cell("GET /series/:code", func(f *fixture) call { return call{Method: "GET", Path: "/series/" + f.series()} })
	cell("POST /series/:code/points", func(f *fixture) call {
		return call{Method: "POST", Path: "/series/" + f.series() + "/points", Body: pointBody(xihu, "2023-12-31", "12")}
	})
}

func TestAPublishedSeriesKeepsItsExactValuesAndEveryReaderSeesHisTerritoryAndTheCountry(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	admin, officer, other := h.actor(authz.Administrator, country), h.actor(authz.Officer, xihu), h.actor(authz.Officer, binjiang)
	made := h.expect(call{Method: "POST", Path: "/series", Token: admin, Body: seriesBody("children_homes")}, 201)
	if made.JSON["counted"] != false || made.Header.Get("Location") != "/api/v1/series/children_homes" {
		t.Fatalf("%s", made.Text)
	}
	h.expect(call{Method: "POST", Path: "/series", Token: admin, Body: seriesBody("children_homes")}, 409, "series_exists")
	h.expect(call{Method: "POST", Path: "/series", Token: officer, Body: seriesBody("others")}, 404, "not_found")

	points := call{Method: "POST", Path: "/series/children_homes/points", Token: admin, Body: pointBody(country, "2023-12-31", "0.8210000001")}
	h.expect(points, 201)
	h.expect(points, 409, "point_exists")
	period := map[string]any{"division": xihu, "from_day": "2023-01-01", "to_day": "2023-12-31", "value": "123456789012345678901.5"}
	res := h.expect(call{Method: "POST", Path: points.Path, Token: officer, Body: period}, 201)
	if res.JSON["value"] != "123456789012345678901.5" {
		t.Fatalf("%s", res.Text)
	}
	h.expect(call{Method: "POST", Path: points.Path, Token: other, Body: period}, 404, "not_found")
	h.expect(call{Method: "POST", Path: "/series/none/points", Token: admin, Body: pointBody(country, "2023-12-31", "1")}, 404, "not_found")

	values := func(token, path string) string {
		return fmt.Sprint(h.get(token, path).JSON["points"].([]any))
	}
	if got := values(officer, "/series/children_homes"); !strings.Contains(got, "0.8210000001") || !strings.Contains(got, "123456789012345678901.5") {
		t.Errorf("the officer reads %s", got)
	}
	if got := values(other, "/series/children_homes"); !strings.Contains(got, "0.8210000001") || strings.Contains(got, "123456789012345678901.5") {
		t.Errorf("the neighbour reads %s", got)
	}
	h.expect(call{Method: "GET", Path: "/series/none", Token: other}, 404, "not_found")
}

func TestAPointNamesWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	path := "/series/" + h.series() + "/points"
	token := h.actor(authz.Administrator, country)
	for name, tc := range map[string]struct {
		body        map[string]any
		field, code string
	}{
		"no number":     {pointBody(country, "2023-12-31", "many"), "value", "series_value"},
		"no time":       {pointBody(country, "", "1"), "as_of", "series_time"},
		"no such day":   {pointBody(country, "2023-02-30", "1"), "as_of", "invalid_date"},
		"no division":   {pointBody("x", "2023-12-31", "1"), "division", "division_code"},
		"ends too soon": {map[string]any{"division": country, "from_day": "2023-12-31", "to_day": "2023-01-01", "value": "1"}, "to_day", "date_order"},
	} {
		res := h.expect(call{Method: "POST", Path: path, Token: token, Body: tc.body}, 422, "invalid_input")
		if got := res.field(tc.field); got != tc.code {
			t.Errorf("%s: %s: got %q, want %q", name, tc.field, got, tc.code)
		}
	}
	if h.count("series_points") != 0 {
		t.Error("a wrong point was stored")
	}
}

func TestTheSeriesThatComeWithThePlatformAreStoredOnceAndListedInPages(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ctx := authz.System(t.Context())
	must(t, h.API.Statistics.SeedSeries(ctx))
	events, points := h.count("events"), h.count("series_points")
	must(t, h.API.Statistics.SeedSeries(ctx))
	if h.count("events") != events || h.count("series_points") != points || points == 0 {
		t.Errorf("the second seed: %d events after %d, %d points after %d", h.count("events"), events, h.count("series_points"), points)
	}
	token := h.actor(authz.Auditor, xihu)
	var codes []string
	for path := "/series?limit=7"; path != ""; {
		res := h.get(token, path)
		for _, i := range res.JSON["items"].([]any) {
			codes = append(codes, i.(map[string]any)["code"].(string))
		}
		path = ""
		if next, ok := res.JSON["next_cursor"].(string); ok {
			path = "/series?limit=7&cursor=" + next
		}
	}
	if int64(len(codes)) != h.count("series") || !strings.Contains(strings.Join(codes, " "), "letter_facilities") {
		t.Errorf("%v", codes)
	}
	total := h.get(token, "/series/letter_facilities").JSON["points"].([]any)[0].(map[string]any)
	if total["value"] != "82082" || total["as_of"] != "2016-03-31" {
		t.Errorf("%v", total)
	}
}
