package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/task"
)

func init() {
	path := func(f *fixture, tail string) string { return "/programme-sessions/" + f.runningSession() + tail }
	cell("GET /programme-sessions/:id/roll", func(f *fixture) call { return call{Method: "GET", Path: path(f, "/roll")} })
	cell("POST /programme-sessions/:id/marks", func(f *fixture) call {
		return call{Method: "POST", Path: path(f, "/marks"), Body: marks(f.childInSession(), "present")}
	})
	cell("POST /programme-sessions/:id/handovers", func(f *fixture) call {
		return call{Method: "POST", Path: path(f, "/handovers"), Body: map[string]any{"child_id": f.childInSession(), "person": "邻居", "checked_by": "known", "reason": "母亲来电"}}
	})
	cell("POST /programme-sessions/:id/commands/finish", func(f *fixture) call { return call{Method: "POST", Path: path(f, "/commands/finish")} })
	cell("GET /tasks", func(*fixture) call { return call{Method: "GET", Path: "/tasks"} })
	cell("GET /tasks/:id", func(f *fixture) call { return call{Method: "GET", Path: "/tasks/" + f.task()} })
	cell("POST /tasks/:id/finish", func(f *fixture) call {
		return call{Method: "POST", Path: "/tasks/" + f.task() + "/finish", Body: `{"outcome":"已联系家长"}`, Header: map[string]string{"If-Match": `"1"`}}
	})
}

func marks(child, mark string) map[string]any {
	return map[string]any{"marks": []map[string]any{{"child_id": child, "mark": mark}}}
}

// runningSession began just now; one child is expected in it.
func (f *fixture) runningSession() string {
	f.Helper()
	return f.id("running session", func() string {
		id, cohort, room, now := uuid.New(), f.openCohort(), uuid.New(), time.Now()
		db := f.DB.Read(authz.System(f.Context()))
		must(f.T, db.Exec("INSERT INTO spaces (id, county, facility_id, name, kind) VALUES (?, '330106', ?, '活动室甲', 'classroom')", room, f.facility()).Error)
		must(f.T, db.Exec(`INSERT INTO programme_sessions (id, county, division, cohort_id, facility_id, space_id, starts_at, ends_at)
			SELECT ?, county, division, id, facility_id, ?, ?::timestamptz, ?::timestamptz FROM cohorts WHERE id = ?`, id, room, now, now.Add(time.Minute), cohort).Error)
		child := f.newChild("王大力")
		f.ids["child in session"] = child
		must(f.T, db.Exec(`INSERT INTO enrolments (id, county, division, cohort_id, child_id, child_name, child_sex, child_birth, status, number, enrolled_on)
			SELECT ?, county, division, id, ?, '王大力', 'male', '2018-05-01', 'enrolled', 1000, ? FROM cohorts WHERE id = ?`, uuid.New(), child, division.DayOf(now), cohort).Error)
		return id.String()
	})
}

func (f *fixture) childInSession() string {
	f.runningSession()
	return f.ids["child in session"]
}

// task is a new one, because each can be finished only once.
func (f *fixture) task() string {
	f.Helper()
	t := task.Task{ID: uuid.New(), County: "330106", Division: zhuantang, Kind: task.NoShow, Key: uuid.NewString(), Params: []byte(`{}`), DueAt: time.Now(), Version: 1}
	must(f.T, f.DB.Read(authz.System(f.Context())).Omit("ChildName").Create(&t).Error)
	return t.ID.String()
}

func TestARollIsMarkedAndAChildHandedOverOverTheAPI(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token, path := f.actor(authz.CentreStaff, zhuantang), "/programme-sessions/"+f.runningSession()
	do := func(tail string, body any, status int, code ...string) result {
		return f.expect(call{Method: "POST", Path: path + tail, Token: token, Body: body}, status, code...)
	}
	child := f.childInSession()
	handover := map[string]any{"child_id": child, "person": "邻居", "checked_by": "known"}
	do("/handovers", handover, http.StatusConflict, "child_not_there")
	if res := do("/marks", marks(child, "late"), http.StatusOK); res.JSON["new"] != float64(1) {
		t.Errorf("marked: %s", res.Text)
	}
	do("/commands/finish", nil, http.StatusConflict, "children_still_there")
	do("/handovers", handover, http.StatusUnprocessableEntity, "invalid_input")
	handover["reason"] = "母亲来电"
	do("/handovers", handover, http.StatusCreated)
	do("/commands/finish", nil, http.StatusNoContent)
	res := f.expect(call{Method: "GET", Path: path + "/roll", Token: token}, http.StatusOK)
	entry := res.JSON["children"].([]any)[0].(map[string]any)
	if entry["picked_up_by"] != "邻居" || entry["mark"] != "late" || res.JSON["status"] != "done" || res.JSON["stage"] != "over" {
		t.Errorf("roll: %s", res.Text)
	}
}
