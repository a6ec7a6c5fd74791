package api_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/enrolment"
	"github.com/fourthirty/fourthirty/pkg/program"
)

func init() {
	cell("GET /cohorts/:id/enrolments", func(f *fixture) call { return call{Method: "GET", Path: "/cohorts/" + f.cohort() + "/enrolments"} })
	cell("POST /cohorts/:id/enrolments", func(f *fixture) call {
		return call{Method: "POST", Path: "/cohorts/" + f.openCohort() + "/enrolments", Body: map[string]any{"child_ids": []string{f.child()}}}
	})
	cell("GET /children/:id/enrolments", func(f *fixture) call { return call{Method: "GET", Path: "/children/" + f.child() + "/enrolments"} })
	cell("GET /enrolments/:id", func(f *fixture) call { return call{Method: "GET", Path: "/enrolments/" + f.enrolment()} })
	cell("POST /enrolments/:id/commands/:command", func(f *fixture) call {
		return call{Method: "POST", Path: "/enrolments/" + f.enrolment() + "/commands/withdraw", Body: `{}`, Header: map[string]string{"If-Match": `"99"`}}
	})
}

// openCohort takes enrolments, of children of any age.
func (f *fixture) openCohort() string {
	f.Helper()
	return f.id("open cohort", func() string {
		ctx, facility := authz.System(f.Context()), uuid.MustParse(f.facility())
		p, err := f.API.Program.Create(ctx, program.ProgrammeInput{FacilityID: facility, Kind: program.FourThirtyClass, Name: "四点半课堂", AgeMax: 17})
		must(f.T, err)
		today := division.DayOf(f.API.Config.Clock())
		c, err := f.API.Program.AddCohort(ctx, p.ID, program.CohortInput{Name: "二班", Places: 1, FirstDay: today, LastDay: today})
		must(f.T, err)
		_, err = f.API.Program.Move(ctx, p.ID, 1, program.Publish, program.CommandInput{})
		must(f.T, err)
		_, err = f.API.Program.MoveCohort(ctx, c.ID, 1, program.OpenUp, program.CommandInput{})
		must(f.T, err)
		return c.ID.String()
	})
}

func (f *fixture) enrolment() string {
	f.Helper()
	return f.id("enrolment", func() string {
		rows, err := f.API.Enrolment.Ask(authz.System(f.Context()), uuid.MustParse(f.openCohort()), enrolment.Request{ChildIDs: []uuid.UUID{uuid.MustParse(f.newChild("李大山"))}})
		must(f.T, err)
		return rows[0].ID.String()
	})
}

func TestAPlaceIsAskedForOfferedAndAcceptedOverTheAPI(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	token := f.actor(authz.CentreStaff, zhuantang)
	ask := func(child string) map[string]any {
		res := f.expect(call{Method: "POST", Path: "/cohorts/" + f.openCohort() + "/enrolments", Token: token, Body: map[string]any{"child_ids": []string{child}}}, http.StatusCreated)
		return res.JSON["items"].([]any)[0].(map[string]any)
	}
	first := ask(f.child())
	other := f.expect(call{Method: "POST", Path: "/children", Token: token, Body: childBody("赵大山")}, http.StatusCreated).JSON["id"].(string)
	second := ask(other)
	if first["status"] != "enrolled" || second["status"] != "waiting" {
		t.Fatalf("%v %v", first, second)
	}
	path := "/enrolments/" + second["id"].(string)
	if res := f.expect(call{Method: "GET", Path: path, Token: token}, http.StatusOK); res.JSON["position"] != float64(1) {
		t.Errorf("waiting: %s", res.Text)
	}
	f.expect(call{Method: "POST", Path: "/enrolments/" + first["id"].(string) + "/commands/withdraw", Token: token, Body: `{"reason":"搬家"}`, Header: map[string]string{"If-Match": `"1"`}}, http.StatusOK)
	res := f.expect(call{Method: "POST", Path: path + "/commands/accept", Token: token, Body: `{}`, Header: map[string]string{"If-Match": `"2"`}}, http.StatusOK)
	if res.JSON["status"] != "enrolled" {
		t.Errorf("accepted: %s", res.Text)
	}
	res = f.expect(call{Method: "GET", Path: "/children/" + other + "/enrolments?status=enrolled", Token: token}, http.StatusOK)
	if rows := res.JSON["items"].([]any); len(rows) != 1 || rows[0].(map[string]any)["cohort_name"] != "二班" {
		t.Errorf("of the child: %s", res.Text)
	}
}
