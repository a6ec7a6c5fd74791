package demo_test

import (
	"testing"
	"time"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/demo"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/org"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

func TestTheDemoIsSeededOnceAndItsAccountsSignIn(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.New(t), authz.System(t.Context())
	key, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(key)
	must(t, err)
	counts := &statistics.Service{DB: d, Now: time.Now}
	s := demo.Services{
		DB: d, Org: &org.Service{DB: d, Secret: box, Now: time.Now}, Division: &register.Service{DB: d, Now: time.Now, Counted: counts.Recount},
		Facility: &facility.Service{DB: d, Secret: box, Now: time.Now, Counts: counts}, Investment: &investment.Service{DB: d, Now: time.Now},
	}
	must(t, s.Org.LoadKeys(ctx))
	must(t, s.Division.Load(ctx))
	made, err := demo.Seed(ctx, s)
	must(t, err)
	for _, a := range made {
		if _, err := s.Org.Login(t.Context(), org.Credentials{Login: a.Login, Password: a.Password, Address: "192.0.2.1"}); err != nil {
			t.Errorf("%s: %v", a.Login, err)
		}
	}
	var unmarked, before, after int64
	must(t, d.Read(ctx).Table("facilities").Where("NOT demo OR name NOT LIKE '〔演示〕%'").Count(&unmarked).Error)
	must(t, d.Read(ctx).Table("events").Count(&before).Error)
	again, err := demo.Seed(ctx, s)
	must(t, err)
	must(t, d.Read(ctx).Table("events").Count(&after).Error)
	if unmarked != 0 || before != after || len(again) != len(made) || again[0].Password != "" {
		t.Errorf("%d not marked; %d events more; %+v", unmarked, after-before, again)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
