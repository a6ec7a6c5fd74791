package org_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/gram"
	"github.com/fourthirty/fourthirty/pkg/org"
)

// fill registers n organisations by SQL, with the grams that the service would give them.
func (w *world) fill(n int) {
	w.Helper()
	places := []string{"杭州市", "宁波市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市", "丽水市"}
	kinds := []string{"社会工作服务中心", "儿童福利院", "青少年活动中心", "社区发展基金会", "志愿者协会"}
	rows := make([]map[string]any, n)
	for i := range rows {
		name := fmt.Sprintf("%s第%d%s", places[i%len(places)], i, kinds[i%len(kinds)])
		rows[i] = map[string]any{"id": gorm.Expr("gen_random_uuid()"), "name": name, "grams": gram.Of(name), "kind": "other", "division": "330106000000"}
	}
	must(w.T, w.DB.Read(w.Context()).Table("organisations").CreateInBatches(rows, 1000).Error)
}

func TestOrganisationsAreFoundByPartsOfChineseNamesThroughTheIndex(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := authz.System(t.Context())
	w.fill(5000)
	for _, name := range []string{"西溪童心驿站", "UNICEF 中国", "100%公益"} {
		in := org.OrganisationInput{Name: name, Kind: org.SocialService, Division: "330106000000"}
		if name == "西溪童心驿站" {
			in.USCC = "91350100M000100Y43"
		}
		_, err := w.CreateOrganisation(ctx, in)
		must(t, err)
	}
	found := func(q string) []string {
		rows, err := w.Organisations(ctx, org.OrganisationFilter{Query: q, Limit: 50})
		must(t, err)
		names := []string{}
		for _, o := range rows {
			names = append(names, o.Name)
		}
		return names
	}
	for q, want := range map[string][]string{
		"童心": {"西溪童心驿站"}, "驿": {"西溪童心驿站"}, "溪童心驿": {"西溪童心驿站"}, "91350100m000100y43": {"西溪童心驿站"},
		"unicef": {"UNICEF 中国"}, "0%公": {"100%公益"}, "心童": {}, "第4999志": {"绍兴市第4999志愿者协会"},
	} {
		if got := found(q); !slices.Equal(got, want) {
			t.Errorf("%q: found %v, want %v", q, got, want)
		}
	}
	w.vacuum("organisations")
	if plan := w.plan("organisations", func() { found("童心") }); !strings.Contains(plan, "organisations_grams") {
		t.Errorf("the planner, free to choose, does not use the index:\n%s", plan)
	}
}

// vacuum gathers what the planner goes by, as the database does by itself in time.
func (w *world) vacuum(table string) {
	w.Helper()
	owner, err := sql.Open("pgx", w.DB.Pool.Config().ConnString())
	must(w.T, err)
	defer func() { _ = owner.Close() }()
	_, err = owner.ExecContext(w.Context(), "VACUUM ANALYZE "+table)
	must(w.T, err)
}

// plan explains the query that a call makes on a table.
func (w *world) plan(table string, call func()) string {
	w.Helper()
	var plan string
	db := w.DB.Read(w.Context())
	must(w.T, db.Callback().Query().After("gorm:query").Register("explain", func(tx *gorm.DB) {
		if text := tx.Statement.SQL.String(); strings.Contains(text, table) && !strings.HasPrefix(text, "EXPLAIN") {
			var lines []string
			must(w.T, db.Session(&gorm.Session{NewDB: true}).Raw("EXPLAIN "+tx.Dialector.Explain(text, tx.Statement.Vars...)).Scan(&lines).Error)
			plan = strings.Join(lines, "\n")
		}
	}))
	defer func() { _ = db.Callback().Query().Remove("explain") }()
	call()
	return plan
}

func TestARenamedOrganisationIsFoundByItsNewNameOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := authz.System(t.Context())
	in := org.OrganisationInput{Name: "西溪童心驿站", Kind: org.SocialService, Division: "330106000000"}
	o, err := w.CreateOrganisation(ctx, in)
	must(t, err)
	in.Name = "西溪悦读小屋"
	_, err = w.UpdateOrganisation(ctx, o.ID, 1, in)
	must(t, err)
	counts := map[string]int{}
	for _, q := range []string{"童心", "悦读"} {
		rows, err := w.Organisations(ctx, org.OrganisationFilter{Query: q, Limit: 50})
		must(t, err)
		counts[q] = len(rows)
	}
	if counts["童心"] != 0 || counts["悦读"] != 1 {
		t.Fatalf("found %v", counts)
	}
}

func TestACodeWhoseCheckDigitDoesNotFitIsTakenOnlyWithEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := authz.System(t.Context())
	in := org.OrganisationInput{Name: "厦门试点企业", Kind: org.Enterprise, Division: "330106000000", USCC: "91350211M0000XUF46"} // real, of the pilot years
	_, err := w.CreateOrganisation(ctx, in)
	w.code(err, "confirmation_needed")
	in.Confirm = []string{"uscc_check_digit", "uscc_inner_check"}
	_, err = w.CreateOrganisation(ctx, in)
	w.code(err, "invalid_input")
	in.USCCNote = "营业执照原件"
	_, err = w.CreateOrganisation(ctx, in)
	must(t, err)
}
