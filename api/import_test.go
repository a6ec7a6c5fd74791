package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/job"
)

// form is a call that uploads a file.
func form(name, content string, fields ...string) call {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return call{Method: "POST", Path: "/facilities/imports", Body: body.Bytes(), Header: map[string]string{"Content-Type": w.FormDataContentType()}}
}

const importHead = "设施编号,设施名称,区划代码,设施类型,状态,开放日期\n"

// started is an import of the fixture's community that was carried out.
func (f *fixture) started() string {
	return f.id("import", func() string {
		c := form("设施.csv", importHead+"A1,转塘一站,330106109001,服务站,开放,2020-03-01\nA2,,330106109001,服务站,开放,\n")
		c.Token = f.actor(authz.Administrator, xihu)
		id := f.expect(c, 202).JSON["id"].(string)
		must(f.T, f.API.Imports.Run(f.Context(), uuid.MustParse(id)))
		return id
	})
}

func init() {
	on := func(tail string) func(*fixture) call {
		return func(f *fixture) call { return call{Method: "GET", Path: "/facility-imports/" + f.started() + tail} }
	}
	cell("GET /facilities/imports/template", func(*fixture) call { return call{Method: "GET", Path: "/facilities/imports/template"} })
	cell("GET /facilities/imports", func(*fixture) call { return call{Method: "GET", Path: "/facilities/imports"} })
	cell("POST /facilities/imports", func(*fixture) call { return form("a.csv", importHead) })
	anywhere["POST /facilities/imports"] = true
	cell("GET /facility-imports/:id", on(""))
	cell("POST /facility-imports/:id/apply", func(f *fixture) call {
		return call{Method: "POST", Path: "/facility-imports/" + f.started() + "/apply", Body: map[string]any{}}
	})
	cell("GET /facility-imports/:id/rows", on("/rows"))
	cell("GET /facility-imports/:id/errors", on("/errors"))
}

// run uploads a file, carries the import out and returns what came of it.
func (h *harness) run(token string, c call) map[string]any {
	h.Helper()
	c.Token = token
	id := h.expect(c, 202).JSON["id"].(string)
	must(h.T, h.API.Imports.Run(h.Context(), uuid.MustParse(id)))
	return h.expect(call{Method: "GET", Path: "/facility-imports/" + id, Token: token}, 200).JSON
}

// counts is what came of an import in one line.
func counts(i map[string]any) string {
	return fmt.Sprint(i["status"], " total=", i["rows_total"], " created=", i["created"], " updated=", i["updated"], " unchanged=", i["unchanged"], " rejected=", i["rejected"])
}

func (h *harness) findings(token, id string) []string {
	h.Helper()
	res := h.expect(call{Method: "GET", Path: "/facility-imports/" + id + "/rows", Token: token}, 200)
	all := []string{}
	for _, item := range res.JSON["items"].([]any) {
		f := item.(map[string]any)
		all = append(all, fmt.Sprint(f["row_no"], " ", f["severity"], " ", f["column"], " ", f["code"]))
	}
	return all
}

func TestAFileWithMistakesIsRefusedCorrectedAndImported(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	file := importHead + "A1,转塘一站,330106109001,服务站,开放,2020-03-01\nA2,横桥站,330106109009,服务站,开放,昨天\nA3,邻区站,330108001001,服务站,开放,2020-03-01\n"
	got := h.run(token, form("设施.csv", file))
	if want := "refused total=3 created=1 updated=<nil> unchanged=<nil> rejected=2"; counts(got) != strings.ReplaceAll(want, "<nil>", "0") || h.count("facilities") != 0 {
		t.Fatalf("%s", counts(got))
	}
	id := got["id"].(string)
	want := "[3 error 区划代码 division_not_found 3 error 开放日期 import_date 4 error 区划代码 import_outside_territory]"
	if found := fmt.Sprint(h.findings(token, id)); found != want {
		t.Fatalf("%s", found)
	}
	page := h.expect(call{Method: "GET", Path: "/facility-imports/" + id + "/rows?limit=2&severity=error", Token: token}, 200)
	h.expect(call{Method: "GET", Path: "/facility-imports/" + id + "/rows?limit=2&severity=error&cursor=" + page.JSON["next_cursor"].(string), Token: token}, 200)
	res := h.expect(call{Method: "GET", Path: "/facility-imports/" + id + "/errors?format=xlsx", Token: token}, 200)
	book, err := excelize.OpenReader(strings.NewReader(res.Text))
	must(t, err)
	rows, err := book.GetRows("设施")
	must(t, err)
	if fmt.Sprint(len(rows), rows[0][6], rows[1][0], rows[2][0]) != "3错误说明A2A3" || !strings.Contains(rows[1][6], "开放日期：") {
		t.Fatalf("%q", rows)
	}
	must(t, book.SetCellValue("设施", "C2", "330106109002"))
	must(t, book.SetCellValue("设施", "F2", "2021-05-01"))
	must(t, book.RemoveRow("设施", 3))
	var corrected bytes.Buffer
	must(t, book.Write(&corrected))
	if got := counts(h.run(token, form("更正.xlsx", corrected.String()))); got != "done total=1 created=1 updated=0 unchanged=0 rejected=0" {
		t.Fatal(got)
	}
	if got := counts(h.run(token, form("部分.csv", file, "partial", "true"))); got != "done total=3 created=1 updated=0 unchanged=0 rejected=2" || h.count("facilities") != 2 {
		t.Fatal(got, h.count("facilities"))
	}
	list := h.expect(call{Method: "GET", Path: "/facilities/imports", Token: h.actor(authz.Officer, xihu)}, 200)
	if len(list.JSON["items"].([]any)) != 0 && h.count("facility_imports") != 3 {
		t.Fatal(list.Text)
	}
}

func TestTheFileOfADryRunIsImportedForReal(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	dry := h.run(token, form("a.csv", importHead+"A1,转塘一站,330106109001,服务站,开放,2020-03-01\nA2,,330106109001,服务站,,\n", "dry_run", "true"))
	path := "/facility-imports/" + dry["id"].(string) + "/apply"
	got := h.run(token, call{Method: "POST", Path: path, Body: map[string]any{}})
	if counts(got) != "refused total=2 created=1 updated=0 unchanged=0 rejected=1" || got["file_name"] != "a.csv" {
		t.Fatal(counts(got))
	}
	got = h.run(token, call{Method: "POST", Path: path, Body: map[string]any{"partial": true}})
	if counts(got) != "done total=2 created=1 updated=0 unchanged=0 rejected=1" || h.count("facilities") != 1 {
		t.Fatal(counts(got))
	}
	h.expect(call{Method: "POST", Path: "/facility-imports/" + got["id"].(string) + "/apply", Token: token, Body: map[string]any{}}, 409, "import_not_checked")
}

func TestAnExportImportedAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Officer, xihu)
	body := facilityBody("转塘社区服务站", community)
	body["contact_phone"], body["contact_name"], body["floor_area_m2"], body["accessibility"] = "13800138000", "=张三", 523.46, []string{"ramp", "lift"}
	body["point"] = map[string]any{"latitude": 30.15, "longitude": 120.07, "datum": "gcj02"}
	body["notes"] = "一楼\n二楼"
	host := h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: body}, 201).JSON["id"]
	home := facilityBody("儿童之家", community)
	home["kind"], home["host_id"] = "childrens_home", host
	h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: home}, 201)
	for _, format := range []string{"csv", "xlsx"} {
		for _, lang := range []string{"zh-CN", "en"} {
			out := h.expect(call{Method: "GET", Path: "/facilities/export?format=" + format, Token: token, Header: map[string]string{"Accept-Language": lang}}, 200)
			events := h.count("events")
			got := h.run(token, form("a."+format, out.Text))
			if counts(got) != "done total=2 created=0 updated=0 unchanged=2 rejected=0" || h.count("events") != events {
				var last string
				_ = h.DB.Read(t.Context()).Raw("SELECT changes::text FROM events ORDER BY at DESC LIMIT 1").Scan(&last).Error
				t.Fatal(format, lang, counts(got), h.findings(token, got["id"].(string)), last)
			}
		}
	}
}

func TestTheQueueCarriesAnImportOutForThePersonWhoStartedIt(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	runner, err := job.Start(t.Context(), h.DB, h.API.Config.Log, h.API.Imports.Register)
	must(t, err)
	defer func() { must(t, runner.Stop(t.Context())) }()
	c := form("a.csv", importHead+"A1,转塘一站,330106109001,服务站,开放,2020-03-01\n")
	c.Token, c.Header["Idempotency-Key"] = token, "once"
	first := h.expect(c, 202)
	if again := h.expect(c, 202); again.JSON["id"] != first.JSON["id"] {
		t.Fatal("imported twice")
	}
	path := "/facility-imports/" + first.JSON["id"].(string)
	for range 200 {
		if res := h.expect(call{Method: "GET", Path: path, Token: token}, 200); res.JSON["status"] == "done" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	var who, name string
	must(t, h.DB.Read(t.Context()).Raw("SELECT actor_login FROM events WHERE action = 'facility.create'").Scan(&who).Error)
	must(t, h.DB.Read(t.Context()).Raw("SELECT login FROM users WHERE id = ?", first.JSON["actor_id"]).Scan(&name).Error)
	if who == "" || who != name {
		t.Fatalf("by %q, not %q", who, name)
	}
}

func TestAnUploadThatIsNoTableIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CentreStaff, zhuantang)
	for content, code := range map[string]string{
		"":                         "import_empty",
		"%PDF-1.7 ...":             "import_format",
		"\xd0\xcf\x11\xe0\xa1\xb1": "import_old_excel",
	} {
		c := form("a.xlsx", content)
		c.Token = token
		h.expect(c, 422, code)
	}
	c := form("a.csv", "x", "dry_run", "maybe")
	c.Token = token
	h.expect(c, 422, "invalid_input")
	h.expect(call{Method: "POST", Path: "/facilities/imports", Token: token, Body: "{}"}, 415, "media_type")
	c.Body, c.Header = "--x", map[string]string{"Content-Type": "multipart/form-data; boundary=x"}
	h.expect(c, 400, "malformed_form")
	if h.count("facility_imports") != 0 {
		t.Fatal("an import was made")
	}
}
