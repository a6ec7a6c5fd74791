package investment_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/investment"
)

const (
	xihu       division.Code = "330106000000"
	zhuantang1 division.Code = "330106109001"
	binjiang   division.Code = "330108000000"
)

var now = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

type office struct {
	rapid.TB
	*investment.Service
	ctx context.Context
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{TB: t, Service: &investment.Service{DB: dbtest.New(t), Now: func() time.Time { return now }}, ctx: authz.System(t.Context())}
	o.exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES ('330106000000', '330100000000', 3, '西湖区', '0001-01-01'),
		('330106109001', '330106109000', 5, '转塘社区', '0001-01-01'), ('330108000000', '330100000000', 3, '滨江区', '0001-01-01')`)
	return o
}

func (o *office) exec(sql string, args ...any) {
	o.Helper()
	_, err := o.DB.Pool.Exec(o.ctx, sql, args...)
	o.must(err)
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) count(table string) (n int) {
	o.Helper()
	o.must(o.DB.Pool.QueryRow(o.ctx, "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

func (o *office) refused(err error, code string, fields ...string) {
	o.Helper()
	if fault.Code(err) != code {
		o.Fatalf("got %v, want %s", err, code)
	}
	var got []string
	var e *fault.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			got = append(got, f.Name+":"+f.Code)
		}
	}
	if !slices.Equal(got, fields) {
		o.Fatalf("fields %v, want %v", got, fields)
	}
}

func as(ctx context.Context, role authz.Role, code division.Code) context.Context {
	return authz.WithActor(ctx, &authz.Actor{UserID: uuid.New(), Login: "x", Grants: []authz.Grant{{Role: role, Division: code}}})
}

func area(m2 float64) *float64 { return &m2 }

func input() investment.ProjectInput {
	return investment.ProjectInput{
		Division: zhuantang1, Name: "转塘社区服务站改造", PlannedAreaM2: area(400), PlannedOn: "2012-03-01",
		Funding: []investment.FundingLine{{Source: investment.Central, Year: 2012, AmountFen: 80_000_000}, {Source: investment.Local, Year: 2013, AmountFen: 114_000_000, Document: "杭财〔2013〕1号"}},
	}
}

func TestAProjectGoesFromPlannedToDeliveredAndItsCountyIsCounted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p, err := o.Create(o.ctx, input())
	o.must(err)
	for _, step := range []struct {
		command investment.Command
		input   investment.CommandInput
	}{
		{investment.Approve, investment.CommandInput{}},
		{investment.Start, investment.CommandInput{On: "2012-06-01"}},
		{investment.Deliver, investment.CommandInput{On: "2014-05-01", DeliveredAreaM2: area(1055.5)}},
	} {
		p, err = o.Run(o.ctx, p.ID, p.Version, step.command, step.input)
		o.must(err)
	}
	read, err := o.Get(o.ctx, p.ID)
	o.must(err)
	started, delivered := division.Day("2012-06-01"), division.Day("2014-05-01")
	want := investment.Project{
		ID: p.ID, County: "330106", Division: zhuantang1, Name: "转塘社区服务站改造", Status: investment.Delivered,
		PlannedAreaM2: area(400), DeliveredAreaM2: area(1055.5), PlannedOn: "2012-03-01", StartedOn: &started, DeliveredOn: &delivered,
		Funding: p.Funding, Version: 4, CreatedAt: read.CreatedAt, UpdatedAt: read.UpdatedAt,
	}
	if diff, err := event.Diff(want, *read, ""); err != nil || diff != "{}" {
		t.Fatalf("%s %v", diff, err)
	}
	if n := o.count("events"); n != 4 {
		t.Errorf("%d events, want 4", n)
	}
	var fen, dm2 int64
	o.must(o.DB.Pool.QueryRow(o.ctx, "SELECT sum(central_fen + local_fen + other_fen)::bigint, sum(delivered_area_dm2)::bigint FROM county_investment WHERE county = '330106'").Scan(&fen, &dm2))
	if fen != 194_000_000 || dm2 != 105_550 {
		t.Errorf("counted %d fen and %d dm2", fen, dm2)
	}
}

func TestWhatIsWrongWithAProjectIsSaidFieldByFieldAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, test := range map[string]struct {
		spoil func(*investment.ProjectInput)
		field string
	}{
		"no name":                 {func(in *investment.ProjectInput) { in.Name = " " }, "name:required"},
		"control characters":      {func(in *investment.ProjectInput) { in.Name = "a\x01" }, "name:control_characters"},
		"a code of eleven digits": {func(in *investment.ProjectInput) { in.Division = "33010610900" }, "division:division_code"},
		"an unknown division":     {func(in *investment.ProjectInput) { in.Division = "330106999999" }, "division:division_not_found"},
		"no area at all":          {func(in *investment.ProjectInput) { in.PlannedAreaM2 = area(0) }, "planned_area_m2:out_of_range"},
		"a date that is none":     {func(in *investment.ProjectInput) { in.PlannedOn = "2012-02-30" }, "planned_on:invalid_date"},
		"an area before delivery": {func(in *investment.ProjectInput) { in.DeliveredAreaM2 = area(3) }, "delivered_area_m2:not_delivered"},
		"no money":                {func(in *investment.ProjectInput) { in.Funding[1].AmountFen = 0 }, "funding.1.amount_fen:out_of_range"},
		"an unknown source":       {func(in *investment.ProjectInput) { in.Funding[0].Source = "lottery" }, "funding.0.source:invalid_value"},
		"a year before the state": {func(in *investment.ProjectInput) { in.Funding[0].Year = 1911 }, "funding.0.year:out_of_range"},
		"a facility elsewhere":    {func(in *investment.ProjectInput) { id := uuid.New(); in.FacilityID = &id }, "facility_id:facility_not_in_county"},
	} {
		in := input()
		test.spoil(&in)
		_, err := o.Create(o.ctx, in)
		t.Log(name)
		o.refused(err, "invalid_input", test.field)
	}
	if n := o.count("investment_projects") + o.count("events") + o.count("county_investment"); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

func TestOfTwoPeopleWhoChangeOneProjectTheSecondIsToldThatItIsStale(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p, err := o.Create(o.ctx, input())
	o.must(err)
	in := input()
	in.Funding = in.Funding[:1]
	changed, err := o.Update(o.ctx, p.ID, 1, in)
	o.must(err)
	if len(changed.Funding) != 1 || changed.Version != 2 {
		t.Errorf("got %+v", changed)
	}
	_, err = o.Update(o.ctx, p.ID, 1, input())
	o.refused(err, "stale_version")
	if n := o.count("funding_lines"); n != 1 {
		t.Errorf("%d funding lines", n)
	}
}

func TestAProjectStaysInItsCountyAndATerritoryClosesTheRest(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p, err := o.Create(as(o.ctx, authz.Officer, xihu), input())
	o.must(err)
	in := input()
	in.Division = binjiang
	_, err = o.Update(o.ctx, p.ID, 1, in)
	o.refused(err, "invalid_input", "division:other_county")
	_, err = o.Get(as(o.ctx, authz.Officer, binjiang), p.ID)
	o.refused(err, "not_found")
	_, err = o.Update(as(o.ctx, authz.Officer, binjiang), p.ID, 1, input())
	o.refused(err, "not_found")
	_, err = o.Run(as(o.ctx, authz.Auditor, xihu), p.ID, 1, investment.Approve, investment.CommandInput{})
	o.refused(err, "forbidden")
	_, err = o.Create(as(o.ctx, authz.CentreStaff, xihu), input())
	o.refused(err, "forbidden")
	rows, err := o.List(as(o.ctx, authz.Officer, binjiang), investment.Filter{Limit: 10})
	o.must(err)
	if len(rows) != 0 {
		t.Errorf("the neighbour sees %v", rows)
	}
}

func TestAListIsReadPageByPageAndNarrowed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var ids []uuid.UUID
	for range 3 {
		p, err := o.Create(o.ctx, input())
		o.must(err)
		ids = append(ids, p.ID)
	}
	_, err := o.Run(o.ctx, ids[1], 1, investment.Cancel, investment.CommandInput{Reason: "并入他项"})
	o.must(err)
	f := investment.Filter{Division: xihu, Statuses: []investment.Status{investment.Planned}, Query: "转塘", Limit: 1}
	first, err := o.List(o.ctx, f)
	o.must(err)
	f.After = &investment.After{Division: first[0].Division, ID: first[0].ID}
	f.Limit = 5
	rest, err := o.List(o.ctx, f)
	o.must(err)
	if len(rest) != 1 || first[0].ID != ids[0] || rest[0].ID != ids[2] || len(rest[0].Funding) != 2 {
		t.Errorf("got %v then %v", first, rest)
	}
	if n, err := o.Total(o.ctx, f); err != nil || n != 2 {
		t.Errorf("total %d %v", n, err)
	}
}

// legal is the state machine once more, as a drawing would show it.
var legal = map[investment.Status]map[investment.Command]investment.Status{
	investment.Planned:  {investment.Approve: investment.Approved, investment.Cancel: investment.Cancelled},
	investment.Approved: {investment.Start: investment.Building, investment.Cancel: investment.Cancelled},
	investment.Building: {investment.Deliver: investment.Delivered, investment.Cancel: investment.Cancelled},
}

func TestRandomCommandsNeverReachAnIllegalState(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	rapid.Check(t, func(rt *rapid.T) {
		p, err := o.Create(o.ctx, input())
		if err != nil {
			rt.Fatal(err)
		}
		for range 6 {
			c := rapid.SampledFrom([]investment.Command{investment.Approve, investment.Start, investment.Deliver, investment.Cancel}).Draw(rt, "command")
			to, ok := legal[p.Status][c]
			after, err := o.Run(o.ctx, p.ID, p.Version, c, investment.CommandInput{Reason: "检验"})
			switch {
			case ok && err != nil:
				rt.Fatalf("%s of a %s project: %v", c, p.Status, err)
			case ok && after.Status != to:
				rt.Fatalf("%s of a %s project made it %s", c, p.Status, after.Status)
			case !ok && fault.Code(err) != "illegal_transition":
				rt.Fatalf("%s of a %s project: %v", c, p.Status, err)
			}
			if ok {
				p = after
			}
		}
	})
}
