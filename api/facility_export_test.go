package api_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func init() {
	cell("GET /facilities/export", func(f *fixture) call {
		f.facility()
		return call{Method: "GET", Path: "/facilities/export"}
	})
}

// table reads a CSV answer.
func (h *harness) table(res result) [][]string {
	h.Helper()
	if !strings.HasPrefix(res.Text, "\ufeff") {
		h.Fatal("no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(res.Text, "\ufeff"))).ReadAll()
	must(h.T, err)
	return rows
}

func TestAnExportHoldsWhatTheListShowsAndNothingThatRuns(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	body := facilityBody("=HYPERLINK(\"http://x\")", community)
	body["contact_phone"], body["floor_area_m2"], body["accessibility"] = "13800138000", 523.5, []string{"ramp", "lift"}
	body["point"] = map[string]any{"latitude": 30.15, "longitude": 120.07}
	h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 201)
	h.expect(call{Method: "POST", Path: "/facilities", Token: h.actor(authz.Officer, binjiang), Body: facilityBody("西兴社区服务站", neighbour)}, 201)
	en := map[string]string{"Accept-Language": "en"}
	res := h.expect(call{Method: "GET", Path: "/facilities/export?kind=service_station", Token: token, Header: en}, 200)
	want := [][]string{
		{"Facility number", "Name*", "Division code*", "Division name", "Kind*", "Inside facility", "Status", "Opened on", "Closed on", "Address", "Latitude", "Longitude", "Datum", "Floor area (m2)", "Activity area (m2)", "Operator", "Contact", "Telephone", "Accessibility", "Notes"},
		{"", "'=HYPERLINK(\"http://x\")", "330106109001", "转塘社区", "Service station", "", "Open", "2020-03-01", "", "", "30.15", "120.07", "WGS-84", "523.5", "", "", "", "138****8000", "Ramp; Lift", ""},
	}
	if got := h.table(res); !reflect.DeepEqual(got, want) {
		t.Fatalf("%q", got)
	}
	if got := res.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename=facilities-20") {
		t.Fatal(got)
	}
	res = h.expect(call{Method: "GET", Path: "/facilities/export?format=xlsx", Token: token}, 200)
	f, err := excelize.OpenReader(bytes.NewReader([]byte(res.Text)))
	must(t, err)
	rows, err := f.GetRows("设施")
	must(t, err)
	if got := fmt.Sprint(len(rows), rows[1][1], rows[1][4]); got != `2=HYPERLINK("http://x")服务站（社区级）` {
		t.Fatal(got)
	}
	if formula, _ := f.GetCellFormula("设施", "B2"); formula != "" {
		t.Fatal("a formula")
	}
	h.expect(call{Method: "GET", Path: "/facilities/export?format=pdf", Token: token}, 422, "invalid_input")
}

func TestAnExportOfSeveralBatchesHoldsEveryFacilityOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	must(t, h.DB.Read(t.Context()).Exec(`INSERT INTO facilities (id, county, division, kind, name, status, code)
 SELECT gen_random_uuid(), '330106', CASE WHEN n % 2 = 0 THEN '330106109001' ELSE '330106109002' END, 'service_station', '站' || n, 'open', 'N' || n FROM generate_series(1, 4100) n`).Error)
	rows := h.table(h.expect(call{Method: "GET", Path: "/facilities/export", Token: h.actor(authz.Auditor, xihu)}, 200))
	seen := map[string]bool{}
	for _, r := range rows[1:] {
		seen[r[0]] = true
	}
	if len(rows) != 4101 || len(seen) != 4100 {
		t.Fatalf("%d rows, %d numbers", len(rows), len(seen))
	}
}
