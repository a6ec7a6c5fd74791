package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

const (
	xihu      division.Code = "330106000000"
	zhuantang division.Code = "330106109000"
	binjiang  division.Code = "330108000000"
)

type world struct {
	*testing.T
	*people.Service
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, division.China)

func newWorld(t *testing.T) *world {
	t.Helper()
	key, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(key)
	must(t, err)
	w := &world{t, &people.Service{DB: dbtest.New(t), Secret: box, Now: func() time.Time { return noon }}}
	must(t, w.DB.Read(t.Context()).Exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
		('330000000000', '000000000000', 1, '浙江省', '0001-01-01'), ('330100000000', '330000000000', 2, '杭州市', '0001-01-01'),
		('330106000000', '330100000000', 3, '西湖区', '0001-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '0001-01-01'),
		('330108000000', '330100000000', 3, '滨江区', '0001-01-01'), ('330108001000', '330108000000', 4, '西兴街道', '0001-01-01')`).Error)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) as(role authz.Role, code division.Code) context.Context {
	return authz.WithActor(w.Context(), &authz.Actor{UserID: uuid.New(), Login: "x", Grants: []authz.Grant{{Role: role, Division: code}}})
}

func (w *world) staff() context.Context { return w.as(authz.CentreStaff, xihu) }

func child(name string) people.Registration {
	return people.Registration{ChildInput: people.ChildInput{Division: zhuantang, Name: name, Sex: people.Female, BirthDate: "2018-05-01", IdentityAbsent: "not_given"}}
}

func (w *world) register(in people.Registration) *people.Child {
	w.Helper()
	c, err := w.Register(w.staff(), in)
	must(w.T, err)
	return c
}

func (w *world) count(table string) (n int64) {
	w.Helper()
	must(w.T, w.DB.Read(authz.System(w.Context())).Table(table).Count(&n).Error)
	return n
}

// refused expects a fault and nothing left behind.
func (w *world) refused(code string, do func() error) {
	w.Helper()
	tables := []string{"events", "children", "guardians", "guardianships", "consents", "child_keys"}
	before := map[string]int64{}
	for _, t := range tables {
		before[t] = w.count(t)
	}
	err := do()
	var got string
	if f := fields(err); len(f) > 0 {
		got = f[0]
	} else {
		got = fault.Code(err)
	}
	if got != code {
		w.Errorf("got %v, want %s", err, code)
	}
	for _, t := range tables {
		if n := w.count(t); n != before[t] {
			w.Errorf("%s: %s has %d rows instead of %d", code, t, n, before[t])
		}
	}
}
