package register_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

const (
	xihu      division.Code = "330106000000"
	zhuantang division.Code = "330106010000"
	liuxia    division.Code = "330106110000"
)

// country is a register with all divisions of the country, for tests that change different parts of it.
type country struct {
	*register.Service
	ctx context.Context
}

func loaded(t *testing.T) *country {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	c := &country{Service: &register.Service{DB: dbtest.New(t), Now: now}, ctx: authz.System(t.Context())}
	must(t, c.Load(c.ctx))
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func as(t *testing.T, role authz.Role, code division.Code) context.Context {
	t.Helper()
	return authz.WithActor(t.Context(), &authz.Actor{Login: "x", Grants: []authz.Grant{{Role: role, Division: code}}})
}

func TestTheRegisterOfTheWholeCountry(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *country)
	}{
		{"has every level and loads once", loadsOnce},
		{"finds names, parts, pinyin, initials and codes", finds},
		{"searches inside the territory only", searchesInside},
		{"uses an index for every search", usesIndexes},
		{"lists children as of a day", listsChildren},
		{"merges, and old codes resolve", merges},
		{"splits, and every child goes somewhere", splits},
		{"refuses changes that make no sense", refuses},
		{"takes over a newer table and reports it", importsTable},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, c) })
	}
}

func loadsOnce(t *testing.T, c *country) {
	must(t, c.Load(c.ctx))
	var levels []int
	must(t, c.DB.Read(c.ctx).Raw("SELECT count(*) FROM divisions GROUP BY level ORDER BY level").Scan(&levels).Error)
	if want := []int{1, 31, 342, 2975, 41351, 620572}; !reflect.DeepEqual(levels, want) {
		t.Errorf("levels %v, want %v", levels, want)
	}
	n, err := register.CountCommunities(c.DB.Read(c.ctx), division.Country, "2026-01-01")
	if err != nil || n != 620572 {
		t.Errorf("%d communities, %v", n, err)
	}
}

func search(t *testing.T, ctx context.Context, c *country, q string, within division.Code) []register.Found {
	t.Helper()
	start := time.Now()
	found, err := c.Search(ctx, register.SearchFilter{Query: q, Within: within, Limit: 20})
	must(t, err)
	if took := time.Since(start); took > 2*time.Second { // some milliseconds on a calm machine
		t.Errorf("searching %q took %s", q, took)
	}
	return found
}

func has(found []register.Found, code division.Code) bool {
	return slices.ContainsFunc(found, func(f register.Found) bool { return f.Code == code })
}

func finds(t *testing.T, c *country) {
	for _, q := range []string{"转塘街道", "转塘", "塘街", "zhuantang", "zhuan tang jie", "ztjd", "zt", "330106010"} {
		if found := search(t, c.ctx, c, q, "330100000000"); !has(found, zhuantang) {
			t.Errorf("%q does not find 转塘街道: %v", q, found)
		}
	}
	for q, want := range map[string]division.Code{"杭州": "330100000000", "hangzhou": "330100000000", "北京": "110000000000", "重庆": "500000000000", "xihuqu": xihu, "chongqing": "500000000000"} {
		if found := search(t, c.ctx, c, q, ""); !has(found[:min(3, len(found))], want) {
			t.Errorf("%q: %v is not among the first: %v", q, want, found)
		}
	}
	found := search(t, c.ctx, c, "转塘街道", "")
	want := []register.Crumb{{Code: division.Country, Name: register.CountryName}, {Code: "330000000000", Name: "浙江省", Level: 1}, {Code: "330100000000", Name: "杭州市", Level: 2}, {Code: xihu, Name: "西湖区", Level: 3}}
	if len(found) != 1 || !reflect.DeepEqual(found[0].Path, want) {
		t.Errorf("%+v", found)
	}
	for _, q := range []string{"", " ", "%", "'", "社区", "村", "新", "z", "社区居民委员会", "0123456789012345", strings.Repeat("长", 300)} {
		search(t, c.ctx, c, q, "")
	}
	if n := len(search(t, c.ctx, c, "社区", "")); n != 20 {
		t.Errorf("社区 finds %d", n)
	}
}

func searchesInside(t *testing.T, c *country) {
	ctx := as(t, authz.Officer, xihu)
	for _, f := range search(t, ctx, c, "xixing", "") {
		if !xihu.Contains(f.Code) {
			t.Errorf("%v lies outside", f)
		}
	}
	if found := search(t, ctx, c, "zt", ""); !has(found, zhuantang) {
		t.Errorf("%v", found)
	}
	if _, err := c.Get(ctx, "330108000000"); fault.Code(err) != "not_found" {
		t.Errorf("the neighbour: %v", err)
	}
	up, err := c.Get(ctx, "330000000000")
	if err != nil || up.Name != "浙江省" {
		t.Errorf("what lies above can be read: %v", err)
	}
	children, err := c.Children(ctx, "330100000000", "", "", 50)
	if err != nil || len(children) != 1 || children[0].Code != xihu {
		t.Errorf("only the way to the own territory: %v %v", children, err)
	}
}

func usesIndexes(t *testing.T, c *country) {
	for _, q := range []string{"转塘", "zhuantang", "zt", "3301", "湖"} {
		for _, within := range []division.Code{division.Country, "330000000000", xihu, zhuantang} {
			plan := explain(t, c, register.SearchFilter{Query: q, Within: within, Limit: 20})
			if strings.Contains(plan, "Seq Scan on divisions") {
				t.Errorf("%s within %s reads the whole table:\n%s", q, within, plan)
			}
		}
	}
}

// explain gives the plans of the statements of a search.
func explain(t *testing.T, c *country, f register.SearchFilter) string {
	t.Helper()
	var plans strings.Builder
	dry := func(tx *gorm.DB) {
		if tx.Error != nil || !strings.Contains(tx.Statement.SQL.String(), "divisions") || strings.HasPrefix(tx.Statement.SQL.String(), "EXPLAIN") {
			return
		}
		var lines []string
		must(t, c.DB.Read(c.ctx).Session(&gorm.Session{NewDB: true}).Raw("EXPLAIN "+tx.Dialector.Explain(tx.Statement.SQL.String(), tx.Statement.Vars...)).Scan(&lines).Error)
		plans.WriteString(strings.Join(lines, "\n"))
	}
	db := c.DB.Read(c.ctx)
	must(t, db.Callback().Query().After("gorm:query").Register("explain", dry))
	must(t, db.Callback().Row().After("gorm:row").Register("explain", dry))
	defer func() { _ = db.Callback().Query().Remove("explain"); _ = db.Callback().Row().Remove("explain") }()
	_, err := c.Search(c.ctx, f)
	must(t, err)
	if plans.Len() == 0 {
		t.Fatal("no plan")
	}
	return plans.String()
}

func listsChildren(t *testing.T, c *country) {
	provinces, err := c.Children(c.ctx, division.Country, "", "", 200)
	if err != nil || len(provinces) != 31 || provinces[0].Name != "北京市" {
		t.Errorf("%d provinces, %v", len(provinces), err)
	}
	towns, err := c.Children(c.ctx, "441900000000", "", "", 200)
	if err != nil || len(towns) < 30 || towns[0].Level != division.Township {
		t.Errorf("a city without counties: %d towns, %v", len(towns), err)
	}
	_, err = c.Rename(c.ctx, "330105000000", 1, register.RenameInput{Decision: decided("2025-01-01"), Name: "拱墅新区"})
	must(t, err)
	old, err := c.Children(c.ctx, zhuantang, "2020-01-01", "", 200)
	must(t, err)
	rest, err := c.Children(c.ctx, zhuantang, "2020-01-01", old[4].Code, 200)
	if err != nil || len(rest) != len(old)-5 {
		t.Errorf("after the fifth of %d: %d, %v", len(old), len(rest), err)
	}
}

func decided(day division.Day) register.Decision {
	return register.Decision{EffectiveOn: day, Source: "国函〔2025〕1号"}
}

// below lists the names of the valid divisions directly below one.
func below(t *testing.T, c *country, code division.Code) []string {
	t.Helper()
	rows, err := c.Children(c.ctx, code, "", "", 1000)
	must(t, err)
	var names []string
	for _, d := range rows {
		names = append(names, d.Name)
	}
	slices.Sort(names)
	return names
}

func merges(t *testing.T, c *country) {
	was := slices.Sorted(slices.Values(append(below(t, c, liuxia), below(t, c, zhuantang)...)))
	first, err := c.Children(c.ctx, liuxia, "", "", 1)
	must(t, err)
	change, err := c.Merge(c.ctx, register.MergeInput{Decision: decided("2025-02-01"), Codes: []division.Code{liuxia}, Into: register.Part{Code: zhuantang}})
	must(t, err)
	if now := below(t, c, zhuantang); !reflect.DeepEqual(now, was) {
		t.Errorf("communities after the merger:\n%v\nwant\n%v", now, was)
	}
	moved, err := c.Resolve(c.ctx, first[0].Code)
	if err != nil || len(moved) != 1 || moved[0].Name != first[0].Name || moved[0].Code.Parent() != zhuantang {
		t.Errorf("%v is now %v, %v", first[0].Code, moved, err)
	}
	if n := len(change.Retired); n != len(change.Added)+1 {
		t.Errorf("%d retired, %d added", n, len(change.Added))
	}
	old, err := c.Get(c.ctx, liuxia)
	if err != nil || old.ValidTo != "2025-02-01" || len(old.Successors) != 1 || old.Successors[0].Code != zhuantang {
		t.Errorf("%+v %v", old, err)
	}
	then, err := register.CountCommunities(c.DB.Read(c.ctx), liuxia, "2025-01-31")
	if now, err2 := register.CountCommunities(c.DB.Read(c.ctx), liuxia, "2025-02-01"); err != nil || err2 != nil || then == 0 || now != 0 {
		t.Errorf("%d communities before, %d after", then, now)
	}
	history := event.Service{DB: c.DB}
	told, err := history.History(c.ctx, "division", string(liuxia), nil, 10)
	if err != nil || len(told) != 1 || told[0].Action != "division.merge" {
		t.Errorf("%v %v", told, err)
	}
}

func splits(t *testing.T, c *country) {
	const beigan division.Code = "330109001000" // 萧山区城厢街道
	all, err := c.Children(c.ctx, beigan, "", "", 1000)
	must(t, err)
	half := len(all) / 2
	codes := func(ds []register.Division) (codes []division.Code) {
		for _, d := range ds {
			codes = append(codes, d.Code)
		}
		return codes
	}
	in := register.SplitInput{Decision: decided("2025-03-01"), Parts: []register.SplitPart{
		{Part: register.Part{Code: "330109091000", Name: "城南街道"}, Children: codes(all[:half])},
		{Part: register.Part{Code: "330109092000", Name: "城北街道"}, Children: codes(all[half : len(all)-1])},
	}}
	if _, err := c.Split(c.ctx, beigan, in); fault.Code(err) != "division_has_children" {
		t.Errorf("one child was left: %v", err)
	}
	in.Parts[1].Children = codes(all[half:])
	_, err = c.Split(c.ctx, beigan, in)
	must(t, err)
	if a, b := len(below(t, c, "330109091000")), len(below(t, c, "330109092000")); a != half || b != len(all)-half {
		t.Errorf("%d and %d of %d", a, b, len(all))
	}
	parts, err := c.Resolve(c.ctx, beigan)
	if err != nil || len(parts) != 2 {
		t.Errorf("%v %v", parts, err)
	}
	// A part is merged again: the oldest code still leads to what is valid.
	_, err = c.Merge(c.ctx, register.MergeInput{Decision: decided("2025-04-01"), Codes: []division.Code{"330109091000"}, Into: register.Part{Code: "330109092000"}})
	must(t, err)
	parts, err = c.Resolve(c.ctx, beigan)
	if err != nil || len(parts) != 1 || parts[0].Name != "城北街道" {
		t.Errorf("%v %v", parts, err)
	}
}

func refuses(t *testing.T, c *country) {
	var before int64
	must(t, c.DB.Read(c.ctx).Table("division_changes").Count(&before).Error)
	const gone division.Code = "330110999000"
	_, err := c.Add(c.ctx, register.AddInput{Decision: decided("2025-01-01"), Code: gone, Name: "临时街道"})
	must(t, err)
	_, err = c.Retire(c.ctx, gone, decided("2025-06-01"))
	must(t, err)
	try := map[string]func() error{
		"division_exists": func() error {
			return second(c.Add(c.ctx, register.AddInput{Decision: decided("2025-07-01"), Code: gone, Name: "再来"}))
		},
		"division_retired":      func() error { return second(c.Retire(c.ctx, gone, decided("2025-07-01"))) },
		"division_has_children": func() error { return second(c.Retire(c.ctx, "330110000000", decided("2025-07-01"))) },
		"division_not_found":    func() error { return second(c.Retire(c.ctx, "330110998000", decided("2025-07-01"))) },
		"stale_version": func() error {
			return second(c.Rename(c.ctx, "330110000000", 9, register.RenameInput{Decision: decided("2025-07-01"), Name: "新"}))
		},
		"invalid_input": func() error {
			return second(c.Merge(c.ctx, register.MergeInput{Decision: decided("2999-01-01"), Codes: []division.Code{xihu, "330110001000"}, Into: register.Part{Code: xihu}}))
		},
		"not_found": func() error {
			return second(c.Retire(as(t, authz.Administrator, xihu), "330108001000", decided("2025-07-01")))
		},
	}
	for code, do := range try {
		if err := do(); fault.Code(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	var after int64
	must(t, c.DB.Read(c.ctx).Table("division_changes").Count(&after).Error)
	if after != before+2 {
		t.Errorf("%d changes were recorded", after-before)
	}
}

func second[T any](_ T, err error) error { return err }

func importsTable(t *testing.T, c *country) {
	const county division.Code = "330111000000"
	var table strings.Builder
	rows := []register.Division{}
	must(t, c.DB.Read(c.ctx).Table("divisions").Where("code > ? AND code < ?", county, "330112000000").Order("code").Find(&rows).Error)
	for i, d := range rows {
		switch i {
		case 1: // left out: retired
		case 2:
			fmt.Fprintf(&table, "%s,%s\n", d.Code, "改了名的社区居委会")
		default:
			fmt.Fprintf(&table, "%s,%s\n", d.Code, d.Name)
		}
	}
	fmt.Fprintf(&table, "%s,%s\n", rows[0].Code[:9]+"888", "新设的社区居委会")
	in := register.TableInput{Decision: decided("2025-08-01"), Within: county, DryRun: true}
	dry, err := c.ImportTable(c.ctx, strings.NewReader(table.String()), in)
	must(t, err)
	in.DryRun = false
	real, err := c.ImportTable(c.ctx, strings.NewReader(table.String()), in)
	must(t, err)
	want := []register.TableRow{
		{Code: rows[1].Code, Action: register.Retirement, Name: rows[1].Name},
		{Code: rows[2].Code, Action: register.Renaming, Name: "改了名的社区居委会", Former: rows[2].Name},
		{Code: rows[0].Code[:9] + "888", Action: register.Addition, Name: "新设的社区居委会"},
	}
	if dry.Change != nil || real.Change == nil || !reflect.DeepEqual(dry.Examples, want) || !reflect.DeepEqual(real.Examples, want) {
		t.Errorf("dry %+v\nreal %+v", dry, real)
	}
	again, err := c.ImportTable(c.ctx, strings.NewReader(table.String()), in)
	if err != nil || again.Change != nil || again.Added+again.Retired+again.Renamed != 0 {
		t.Errorf("%+v %v", again, err)
	}
	in.EffectiveOn = "2025-09-01"
	short := strings.Join(strings.Split(table.String(), "\n")[:1], "\n")
	if _, err := c.ImportTable(c.ctx, strings.NewReader(short), in); fault.Code(err) != "confirmation_needed" {
		t.Errorf("a table that is cut off: %v", err)
	}
}
