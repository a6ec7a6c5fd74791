package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

func decision(more map[string]any) map[string]any {
	body := map[string]any{"effective_on": "2024-05-01", "source": "杭政函〔2024〕1号"}
	for k, v := range more {
		body[k] = v
	}
	return body
}

// newCommunity enters a community of its own below 转塘街道.
func (f *fixture) newCommunity() division.Code {
	f.ids["communities"] += "x"
	code := division.Code(fmt.Sprintf("330106109%03d", 100+len(f.ids["communities"])))
	body := decision(map[string]any{"code": code, "name": "新设社区居委会", "effective_on": "2020-01-01"})
	f.expect(call{Method: "POST", Path: "/divisions", Token: f.actor(authz.Administrator, xihu), Body: body}, 201)
	return code
}

// upload is a multipart body with one file.
func upload(path, token, file string, fields map[string]string) call {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		_ = w.WriteField(k, v)
	}
	part, _ := w.CreateFormFile("file", "table.csv")
	_, _ = part.Write([]byte(file))
	_ = w.Close()
	return call{Method: "POST", Path: path, Token: token, Body: b.Bytes(), Header: map[string]string{"Content-Type": w.FormDataContentType()}}
}

func init() {
	get := func(path string) func(*fixture) call {
		return func(*fixture) call { return call{Method: "GET", Path: path} }
	}
	cell("GET /divisions/search", get("/divisions/search?q=zhuantang"))
	cell("GET /divisions/:code", get("/divisions/"+string(community)))
	cell("GET /divisions/:code/children", get("/divisions/"+string(zhuantang)+"/children"))
	cell("GET /divisions/:code/changes", get("/divisions/"+string(community)+"/changes"))
	cell("GET /divisions/:code/profiles", get("/divisions/"+string(community)+"/profiles"))
	cell("PUT /divisions/:code/profiles/:as_of", func(f *fixture) call {
		return call{Method: "PUT", Path: "/divisions/" + string(f.newCommunity()) + "/profiles/2024-12-31", Body: map[string]any{"source": "社区台账", "households": 1200}}
	})
	cell("POST /divisions", func(f *fixture) call {
		f.ids["communities"] += "x"
		code := fmt.Sprintf("330106109%03d", 100+len(f.ids["communities"]))
		return call{Method: "POST", Path: "/divisions", Body: decision(map[string]any{"code": code, "name": "新社区"})}
	})
	cell("POST /divisions/merges", func(f *fixture) call {
		body := decision(map[string]any{"codes": []division.Code{f.newCommunity()}, "into": map[string]any{"code": community}})
		return call{Method: "POST", Path: "/divisions/merges", Body: body}
	})
	cell("POST /divisions/imports", func(*fixture) call {
		return upload("/divisions/imports", "", "330106109001,转塘社区\n330106109002,横桥社区\n",
			map[string]string{"within": string(zhuantang), "effective_on": "2024-05-01", "source": "表", "dry_run": "true"})
	})
	cell("POST /divisions/:code/commands/rename", func(f *fixture) call {
		return call{Method: "POST", Path: "/divisions/" + string(f.newCommunity()) + "/commands/rename",
			Header: map[string]string{"If-Match": `"1"`}, Body: decision(map[string]any{"name": "改名社区"})}
	})
	cell("POST /divisions/:code/commands/retire", func(f *fixture) call {
		return call{Method: "POST", Path: "/divisions/" + string(f.newCommunity()) + "/commands/retire", Body: decision(nil)}
	})
	cell("POST /divisions/:code/commands/split", func(f *fixture) call {
		code := f.newCommunity()
		parts := []map[string]any{{"code": code}, {"code": f.newCommunity()}}
		return call{Method: "POST", Path: "/divisions/" + string(code) + "/commands/split", Body: decision(map[string]any{"parts": parts})}
	})
}

func TestADivisionIsFoundReadAndChangedOverTheAPI(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, hangzhou)
	h.expect(call{Method: "POST", Path: "/divisions", Token: token, Body: decision(map[string]any{"code": "330106109088", "name": "象山社区居民委员会"})}, 201)
	for _, q := range []string{"象山", "xiangshan", "xs", "xiang shan", "山社", "330106109088"} {
		res := h.expect(call{Method: "GET", Path: "/divisions/search?q=" + strings.ReplaceAll(q, " ", "%20"), Token: token}, 200)
		items := res.JSON["items"].([]any)
		if len(items) != 1 || items[0].(map[string]any)["code"] != "330106109088" {
			t.Errorf("%s: %s", q, res.Text)
		}
	}
	d := h.expect(call{Method: "GET", Path: "/divisions/330106109088", Token: token}, 200)
	if d.JSON["committee_type"] != "residents" || d.JSON["valid_from"] != "2024-05-01" || len(d.JSON["path"].([]any)) != 4 {
		t.Errorf("%s", d.Text)
	}
	renamed := call{Method: "POST", Path: "/divisions/330106109088/commands/rename", Token: token, Header: map[string]string{"If-Match": `"1"`},
		Body: decision(map[string]any{"name": "凤凰社区居民委员会", "effective_on": "2024-06-01"})}
	h.expect(renamed, 201)
	h.expect(renamed, 412, "stale_version")
	found := h.expect(call{Method: "GET", Path: "/divisions/search?q=xiangshan", Token: token}, 200)
	if !strings.Contains(found.Text, `"name":"凤凰社区居民委员会"`) || !strings.Contains(found.Text, `"former_name":"象山社区居民委员会"`) {
		t.Errorf("%s", found.Text)
	}
	merged := decision(map[string]any{"codes": []string{"330106109088"}, "into": map[string]any{"code": community}, "effective_on": "2024-07-01"})
	h.expect(call{Method: "POST", Path: "/divisions/merges", Token: token, Body: merged}, 201)
	old := h.expect(call{Method: "GET", Path: "/divisions/330106109088", Token: token}, 200)
	if old.JSON["valid_to"] != "2024-07-01" || !strings.Contains(old.Text, `"successors":[{"code":"330106109001"`) {
		t.Errorf("%s", old.Text)
	}
	changes := h.expect(call{Method: "GET", Path: "/divisions/330106109088/changes", Token: token}, 200)
	if n := len(changes.JSON["items"].([]any)); n != 2 { // adding a code is told by its event
		t.Errorf("%d changes: %s", n, changes.Text)
	}
	h.expect(call{Method: "POST", Path: "/facilities", Token: token, Body: facilityBody("象山站", "330106109088")}, 422)
}

func TestFiguresOfACommunityAreKeptWithTheirDayAndSource(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.CommitteeMember, community)
	path := "/divisions/" + string(community) + "/profiles/2024-12-31"
	figures := map[string]any{"source": "社区台账", "households": 1200, "residents": 3100, "boys_0_2": 40, "girls_0_2": 38}
	first := h.expect(call{Method: "PUT", Path: path, Token: token, Body: figures}, 200)
	h.expect(call{Method: "PUT", Path: path, Token: token, Body: figures}, 412, "stale_version")
	figures["households"] = 1300
	second := h.expect(call{Method: "PUT", Path: path, Token: token, Body: figures, Header: map[string]string{"If-Match": first.Header.Get("ETag")}}, 200)
	if second.JSON["version"] != 2.0 || second.JSON["households"] != 1300.0 {
		t.Errorf("%s", second.Text)
	}
	figures["residents"] = 10
	if bad := h.expect(call{Method: "PUT", Path: path, Token: token, Body: figures, Header: map[string]string{"If-Match": `"2"`}}, 422); bad.field("residents") != "fewer_than_children" {
		t.Errorf("%s", bad.Text)
	}
	h.expect(call{Method: "PUT", Path: "/divisions/" + string(community) + "/profiles/2999-01-01", Token: token, Body: figures}, 422)
	h.expect(call{Method: "PUT", Path: "/divisions/" + string(community2) + "/profiles/2024-12-31", Token: token, Body: figures}, 404)
	list := h.expect(call{Method: "GET", Path: "/divisions/" + string(community) + "/profiles", Token: token}, 200)
	if n := len(list.JSON["items"].([]any)); n != 1 {
		t.Errorf("%d profiles: %s", n, list.Text)
	}
}

func TestATableOfDivisionsThatIsWrongChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, zhuantang)
	fields := map[string]string{"within": string(zhuantang), "effective_on": "2024-05-01", "source": "2024年统计用区划代码"}
	events := h.count("events")
	for file, code := range map[string]string{
		"":           "table_empty",
		"a,b\n1,2\n": "table_row",
		"330106109001,转塘社区\n330106109001,又一个\n":  "table_twice",
		"330108001001,西兴社区\n330108001001,西兴社区\n": "table_row",
		"330106109001,\x00\n330106109002,x\n":    "table_row",
		"330106109001,\xff\xfe\n":                "table_row",
	} {
		h.expect(upload("/divisions/imports", token, file, fields), 422, code)
	}
	if n := h.count("events"); n != events {
		t.Errorf("%d events", n-events)
	}
	table := "代码,名称\n330106109001,转塘社区居委会\n330106109077,新塘社区居委会\n"
	res := h.expect(upload("/divisions/imports", token, table, fields), 200)
	if res.JSON["added"] != 1.0 || res.JSON["renamed"] != 1.0 || res.JSON["retired"] != 1.0 {
		t.Errorf("%s", res.Text)
	}
	again := h.expect(upload("/divisions/imports", token, table, fields), 200)
	if again.JSON["added"] != 0.0 || again.JSON["renamed"] != 0.0 || again.JSON["retired"] != 0.0 || again.JSON["change"] != nil {
		t.Errorf("%s", again.Text)
	}
}
