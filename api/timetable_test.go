package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// classroom is a room of the fixture's facility.
func (f *fixture) classroom() string {
	return f.id("classroom", func() string {
		token := f.actor(authz.Administrator, xihu)
		body := map[string]any{"name": "多功能教室", "kind": "classroom"}
		return f.expect(call{Method: "POST", Path: "/facilities/" + f.facility() + "/spaces", Token: token, Body: body}, 201).JSON["id"].(string)
	})
}

// day is a day from now, within the fixture's cohort.
func day(n int) string { return string(division.DayOf(time.Now().AddDate(0, 0, n))) }

func timedCohort() map[string]any {
	return map[string]any{"name": "一班", "places": 20, "first_day": day(0), "last_day": day(90)}
}

func (f *fixture) ruleBody(starts string) map[string]any {
	return map[string]any{"rrule": "FREQ=WEEKLY;BYDAY=MO,WE,FR", "starts": starts, "minutes": 60, "to_day": day(30), "space_id": f.classroom()}
}

// timed is a cohort of the fixture's programme around today.
func (f *fixture) timed() string {
	return f.id("timed", func() string {
		token := f.actor(authz.Administrator, xihu)
		return f.expect(call{Method: "POST", Path: "/programmes/" + f.programme() + "/cohorts", Token: token, Body: timedCohort()}, 201).JSON["id"].(string)
	})
}

// rule is a rule of the fixture's cohort, at half past four in the morning.
func (f *fixture) rule() string {
	return f.id("rule", func() string {
		token := f.actor(authz.Administrator, xihu)
		return f.expect(call{Method: "POST", Path: "/cohorts/" + f.timed() + "/timetable", Token: token, Body: f.ruleBody("04:30")}, 201).JSON["id"].(string)
	})
}

// programmeSession is a session of the fixture's cohort beside its timetable.
func (f *fixture) programmeSession() string {
	return f.id("programme session", func() string {
		token := f.actor(authz.Administrator, xihu)
		body := map[string]any{"day": day(40), "starts": "09:00", "minutes": 60, "space_id": f.classroom()}
		return f.expect(call{Method: "POST", Path: "/cohorts/" + f.timed() + "/sessions", Token: token, Body: body}, 201).JSON["id"].(string)
	})
}

// leader is somebody with a valid record check.
func (f *fixture) leader() string {
	return f.id("leader", func() string {
		valid := division.Day(day(200))
		w := people.Worker{ID: uuid.New(), County: "330106", Division: community, Kind: people.Staff, Name: "陈老师", CheckValidTo: &valid, Version: 1}
		must(f.T, f.DB.Read(authz.System(f.Context())).Create(&w).Error)
		return w.ID.String()
	})
}

// assigned puts the leader on the session or on the whole cohort anew, to be taken off.
func (f *fixture) assigned(path string) string {
	token := f.actor(authz.Administrator, xihu)
	f.expect(call{Method: "POST", Path: path, Token: token, Body: map[string]any{"worker_id": f.leader()}}, 200)
	return path + "/" + f.leader()
}

func init() {
	on := func(method, tail string, body func(*fixture) any, header ...string) func(*fixture) call {
		return func(f *fixture) call {
			f.programmeSession()
			c := call{Method: method, Path: "/cohorts/" + f.timed() + tail, Header: map[string]string{}}
			if body != nil {
				c.Body = body(f)
			}
			for _, v := range header {
				c.Header["If-Match"] = v
			}
			return c
		}
	}
	cell("GET /cohorts/:id/timetable", on("GET", "/timetable", nil))
	cell("POST /cohorts/:id/timetable", on("POST", "/timetable", func(f *fixture) any { return f.ruleBody("07:00") }))
	cell("POST /cohorts/:id/timetable/preview", on("POST", "/timetable/preview", func(f *fixture) any { return f.ruleBody("08:00") }))
	cell("POST /cohorts/:id/timetable/generate", on("POST", "/timetable/generate", nil))
	cell("PUT /cohorts/:id/timetable/:rule", func(f *fixture) call {
		return call{Method: "PUT", Path: "/cohorts/" + f.timed() + "/timetable/" + f.rule(), Body: f.ruleBody("05:30"), Header: map[string]string{"If-Match": `"99"`}}
	})
	cell("DELETE /cohorts/:id/timetable/:rule", func(f *fixture) call {
		return call{Method: "DELETE", Path: "/cohorts/" + f.timed() + "/timetable/" + f.rule(), Header: map[string]string{"If-Match": `"99"`}}
	})
	cell("GET /programme-sessions", func(f *fixture) call {
		return call{Method: "GET", Path: "/programme-sessions?facility_id=" + f.facility() + "&from=" + day(0) + "&to=" + day(60)}
	})
	cell("POST /cohorts/:id/sessions", on("POST", "/sessions", func(f *fixture) any {
		return map[string]any{"day": day(41), "starts": "09:00", "minutes": 60, "space_id": f.classroom()}
	}))
	session := func(method, tail string, body func(f *fixture) any, header map[string]string) func(*fixture) call {
		return func(f *fixture) call {
			c := call{Method: method, Path: "/programme-sessions/" + f.programmeSession() + tail, Header: header}
			if body != nil {
				c.Body = body(f)
			}
			return c
		}
	}
	stale := map[string]string{"If-Match": `"99"`}
	cell("GET /programme-sessions/:id", session("GET", "", nil, nil))
	cell("POST /programme-sessions/:id/commands/move", session("POST", "/commands/move", func(*fixture) any {
		return map[string]any{"day": day(42), "starts": "09:00", "minutes": 60}
	}, stale))
	cell("POST /programme-sessions/:id/commands/cancel", session("POST", "/commands/cancel", func(*fixture) any { return map[string]any{"reason": "停电"} }, stale))
	leader := func(f *fixture) any { return map[string]any{"worker_id": f.leader()} }
	cell("POST /programme-sessions/:id/workers", session("POST", "/workers", leader, nil))
	cell("DELETE /programme-sessions/:id/workers/:worker", func(f *fixture) call {
		return call{Method: "DELETE", Path: f.assigned("/programme-sessions/" + f.programmeSession() + "/workers")}
	})
	cell("GET /cohorts/:id/workers", on("GET", "/workers", nil))
	cell("GET /cohorts/:id/candidates", on("GET", "/candidates?q=x", nil))
	cell("POST /cohorts/:id/workers", on("POST", "/workers", leader))
	cell("DELETE /cohorts/:id/workers/:worker", func(f *fixture) call {
		f.programmeSession()
		return call{Method: "DELETE", Path: f.assigned("/cohorts/" + f.timed() + "/workers")}
	})
}

func TestATimetableIsPreviewedMadeAndItsSessionsMovedOverTheAPI(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token := f.actor(authz.CentreStaff, zhuantang)
	path := "/cohorts/" + f.timed()
	post := func(tail string, body any, header ...string) call {
		c := call{Method: "POST", Path: tail, Token: token, Body: body, Header: map[string]string{}}
		for _, v := range header {
			c.Header["If-Match"] = v
		}
		return c
	}
	body := f.ruleBody("16:30")
	body["rrule"] = "FREQ=SECONDLY"
	if res := f.expect(post(path+"/timetable/preview", body), 422, "invalid_input"); res.field("rrule") != "rule_too_often" {
		t.Fatalf("%s", res.Text)
	}
	body["rrule"], body["from_day"], body["to_day"] = "FREQ=DAILY", day(1), day(3)
	preview := f.expect(post(path+"/timetable/preview", body), 200)
	if got := len(preview.JSON["sessions"].([]any)); got != 3 || len(preview.JSON["clashes"].([]any)) != 0 {
		t.Fatalf("%s", preview.Text)
	}
	rule := f.expect(post(path+"/timetable", body), 201)
	res := f.expect(post(path+"/timetable", body), 409, "space_taken")
	if !strings.Contains(res.JSON["title"].(string), "四点半课堂 一班") || !strings.Contains(res.JSON["title"].(string), day(1)+" 16:30") {
		t.Fatalf("%s", res.Text)
	}
	if done := f.expect(post(path+"/timetable/generate", nil), 200); fmt.Sprint(done.JSON) != "map[added:0 changed:0 kept:3 removed:0]" {
		t.Fatalf("%s", done.Text)
	}
	done := f.expect(post(path+"/workers", map[string]any{"worker_id": f.leader()}), 200)
	if done.JSON["sessions"] != 3.0 {
		t.Fatalf("%s", done.Text)
	}
	list := f.expect(call{Method: "GET", Path: "/programme-sessions?cohort_id=" + f.timed() + "&limit=2", Token: token}, 200)
	rest := f.expect(call{Method: "GET", Path: "/programme-sessions?cohort_id=" + f.timed() + "&limit=2&cursor=" + list.JSON["next_cursor"].(string), Token: token}, 200)
	last := rest.JSON["items"].([]any)[0].(map[string]any)
	if workers := last["workers"].([]any); len(workers) != 1 || workers[0].(map[string]any)["worker_name"] != "陈老师" {
		t.Fatalf("%s", rest.Text)
	}
	session := "/programme-sessions/" + last["id"].(string)
	moved := f.expect(post(session+"/commands/move", map[string]any{"day": day(4), "starts": "10:00", "minutes": 45, "reason": "活动冲突"}, `"1"`), 200)
	if moved.JSON["moved"] != true || moved.JSON["rule_day"] != day(3) {
		t.Fatalf("%s", moved.Text)
	}
	cancelled := f.expect(post(session+"/commands/cancel", map[string]any{"reason": "停电"}, `"2"`), 200)
	if cancelled.JSON["status"] != string(program.SessionCancelled) {
		t.Fatalf("%s", cancelled.Text)
	}
	f.expect(call{Method: "DELETE", Path: path + "/timetable/" + rule.JSON["id"].(string), Token: token, Header: map[string]string{"If-Match": `"1"`}}, 204)
	left := f.expect(call{Method: "GET", Path: "/programme-sessions?cohort_id=" + f.timed(), Token: token}, 200)
	if got := len(left.JSON["items"].([]any)); got != 1 {
		t.Fatalf("%s", left.Text)
	}
	if res := f.expect(call{Method: "GET", Path: "/programme-sessions", Token: token}, 422, "invalid_input"); res.field("facility_id") != "required" {
		t.Fatalf("%s", res.Text)
	}
}
