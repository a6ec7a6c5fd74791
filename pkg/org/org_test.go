package org_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/org"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type world struct {
	*testing.T
	*org.Service
	clock *clock
}

const password = "a-long-pass-phrase"

func newWorld(t *testing.T) *world {
	t.Helper()
	text, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(text)
	must(t, err)
	c := &clock{now: time.Now().Truncate(time.Second)}
	s := &org.Service{DB: dbtest.New(t), Secret: box, Now: c.Now}
	must(t, s.LoadKeys(t.Context()))
	must(t, s.DB.Read(t.Context()).Exec(`INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
 ('330000000000', '000000000000', 1, '浙江省', '2000-01-01'), ('330106000000', '330000000000', 3, '西湖区', '2000-01-01') ON CONFLICT DO NOTHING`).Error)
	return &world{t, s, c}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) user(login string, grants ...authz.Grant) *org.NewUser {
	w.Helper()
	ctx := authz.System(w.Context())
	u, err := w.CreateUser(ctx, org.UserInput{Login: login, Name: login, Division: division.Country, Password: password})
	must(w.T, err)
	for _, g := range grants {
		_, err := w.AddGrant(ctx, u.ID, g)
		must(w.T, err)
	}
	return u
}

func (w *world) login(login, password, address string) (*org.Tokens, error) {
	return w.Login(w.Context(), org.Credentials{Login: login, Password: password, Address: address, Agent: "test"})
}

func (w *world) mustLogin(login string) *org.Tokens {
	w.Helper()
	t, err := w.login(login, password, "192.0.2.1")
	must(w.T, err)
	return t
}

func (w *world) code(err error, want string) {
	w.Helper()
	if got := fault.Code(err); got != want {
		w.Fatalf("got %q (%v), want %q", got, err, want)
	}
}

func TestASessionWorksUntilItIsEndedAndThenAtOnceNoMore(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world, u *org.NewUser, tokens *org.Tokens) error{
		"sign-out": func(w *world, _ *org.NewUser, tokens *org.Tokens) error { return w.Logout(w.Context(), tokens.Refresh) },
		"disabled account": func(w *world, u *org.NewUser, _ *org.Tokens) error {
			yes := true
			_, err := w.UpdateUser(authz.System(w.Context()), u.ID, 1, org.UserPatch{Disabled: &yes})
			return err
		},
		"password reset": func(w *world, u *org.NewUser, _ *org.Tokens) error {
			_, err := w.ResetPassword(authz.System(w.Context()), u.ID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			u := w.user("li.na", authz.Grant{Role: authz.Officer, Division: division.Country})
			tokens := w.mustLogin("li.na")
			actor, err := w.Authenticate(t.Context(), tokens.Access)
			must(t, err)
			if actor.UserID != u.ID || len(actor.Grants) != 1 || actor.Grants[0].Role != authz.Officer {
				t.Fatalf("actor %+v", actor)
			}
			must(t, end(w, u, tokens))
			_, err = w.Authenticate(t.Context(), tokens.Access)
			w.code(err, "token_invalid")
			_, err = w.Refresh(t.Context(), tokens.Refresh)
			w.code(err, "token_invalid")
		})
	}
}

func TestARefreshTokenUsedTwiceEndsTheWholeSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("li.na")
	r1 := w.mustLogin("li.na")
	r2, err := w.Refresh(t.Context(), r1.Refresh)
	must(t, err)
	r3, err := w.Refresh(t.Context(), r2.Refresh)
	must(t, err)
	_, err = w.Refresh(t.Context(), r1.Refresh) // not the direct predecessor of the unused one
	w.code(err, "token_invalid")
	_, err = w.Refresh(t.Context(), r3.Refresh)
	w.code(err, "token_invalid")
	_, err = w.Authenticate(t.Context(), r3.Access)
	w.code(err, "token_invalid")
}

func TestThreeTabsThatRefreshAtOnceAllStaySignedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("li.na")
	first := w.mustLogin("li.na")
	var wg sync.WaitGroup
	answers := make([]*org.Tokens, 3)
	for i := range answers {
		wg.Go(func() {
			var err error
			if answers[i], err = w.Refresh(t.Context(), first.Refresh); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if answers[0].Refresh != answers[1].Refresh || answers[1].Refresh != answers[2].Refresh {
		t.Fatal("the tabs got different refresh tokens")
	}
	_, err := w.Refresh(t.Context(), answers[0].Refresh)
	must(t, err)
}

func TestARetryAfterTheGraceCountsAsReuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("li.na")
	r1 := w.mustLogin("li.na")
	r2, err := w.Refresh(t.Context(), r1.Refresh)
	must(t, err)
	w.clock.advance(31 * time.Second)
	_, err = w.Refresh(t.Context(), r1.Refresh)
	w.code(err, "token_invalid")
	_, err = w.Refresh(t.Context(), r2.Refresh)
	w.code(err, "token_invalid")
}

func TestWrongPasswordsMakeTheCallerWaitButNotTheStreet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("li.na")
	w.user("wang.wei")
	w.mustLogin("wang.wei") // has signed in from this address before
	for range 5 {
		_, err := w.login("li.na", "wrong-password", "192.0.2.1")
		w.code(err, "bad_credentials")
	}
	_, err := w.login("li.na", password, "192.0.2.1")
	w.code(err, "throttled_login")
	_, err = w.login("li.na", password, "198.51.100.7")
	must(t, err)
	for i := range 120 {
		_, _ = w.login("nobody"+uuid.NewString()[:6], "wrong-password", "192.0.2.1")
		if i%40 == 0 {
			w.mustLogin("wang.wei")
		}
	}
	_, err = w.login("new.person", password, "192.0.2.1")
	w.code(err, "throttled_login")
	w.mustLogin("wang.wei")
	w.clock.advance(16 * time.Minute)
	_, err = w.login("li.na", password, "192.0.2.1")
	must(t, err)
}

func TestNobodyCanGrantWhatTheyDoNotHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	target := w.user("target")
	xihu, zhejiang := division.Code("330106000000"), division.Code("330000000000")
	must(t, w.DB.Read(t.Context()).Exec("UPDATE users SET division = ? WHERE id = ?", xihu, target.ID).Error)
	as := func(role authz.Role, d division.Code) context.Context {
		return authz.WithActor(t.Context(), &authz.Actor{UserID: target.ID, Login: "x", Grants: []authz.Grant{{Role: role, Division: d}}})
	}
	for name, tc := range map[string]struct {
		ctx   context.Context
		grant authz.Grant
		want  string
	}{
		"the same role in the own territory": {as(authz.Administrator, xihu), authz.Grant{Role: authz.Administrator, Division: xihu}, ""},
		"a lesser role below":                {as(authz.Administrator, zhejiang), authz.Grant{Role: authz.Officer, Division: xihu}, ""},
		"a role above the own territory":     {as(authz.Administrator, xihu), authz.Grant{Role: authz.Supplier, Division: zhejiang}, "grant_exceeds_own"},
		"without permission to manage users": {as(authz.Officer, zhejiang), authz.Grant{Role: authz.Supplier, Division: xihu}, "forbidden"},
		"from a neighbour's territory":       {as(authz.Administrator, "330108000000"), authz.Grant{Role: authz.Supplier, Division: "330108000000"}, "not_found"},
		"a role that does not exist":         {as(authz.Administrator, zhejiang), authz.Grant{Role: "king", Division: xihu}, "invalid_input"},
	} {
		_, err := w.AddGrant(tc.ctx, target.ID, tc.grant)
		if got := fault.Code(err); got != tc.want || tc.want == "" && err != nil {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}

func TestAnAdministratorCannotTakeOverAnAccountThatHoldsMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chief := w.user("chief", authz.Grant{Role: authz.Administrator, Division: "330000000000"})
	must(t, w.DB.Read(t.Context()).Exec("UPDATE users SET division = '330106000000' WHERE id = ?", chief.ID).Error)
	county := authz.WithActor(t.Context(), &authz.Actor{Login: "x", Grants: []authz.Grant{{Role: authz.Administrator, Division: "330106000000"}}})
	_, err := w.ResetPassword(county, chief.ID)
	w.code(err, "grant_exceeds_own")
}

func TestTheFirstPasswordIsShownOnceAndMustBeChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u, err := w.CreateUser(authz.System(t.Context()), org.UserInput{Login: "Li.Na", Name: "李娜", Division: division.Country})
	must(t, err)
	tokens, err := w.login("li.na", u.Password, "192.0.2.1")
	must(t, err)
	actor, err := w.Authenticate(t.Context(), tokens.Access)
	must(t, err)
	if !actor.MustChangePassword {
		t.Fatal("the made password need not be changed")
	}
	ctx := authz.WithActor(t.Context(), actor)
	w.code(w.ChangePassword(ctx, "not-the-password", password), "invalid_input")
	w.code(w.ChangePassword(ctx, u.Password, "li.na.is.in.here"), "invalid_input")
	w.code(w.ChangePassword(ctx, u.Password, "Password123"), "invalid_input")
	must(t, w.ChangePassword(ctx, u.Password, password))
	actor, err = w.Authenticate(t.Context(), tokens.Access) // the session that changed it goes on
	must(t, err)
	if actor.MustChangePassword {
		t.Fatal("still must change")
	}
}

func TestFiftyRivalsChangeAnAccountOfOneVersionAndOneWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.user("li.na")
	var wg sync.WaitGroup
	errs := make([]error, 50)
	for i := range errs {
		wg.Go(func() {
			name := uuid.NewString()
			_, errs[i] = w.UpdateUser(authz.System(t.Context()), u.ID, 1, org.UserPatch{Name: &name})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			w.code(err, "stale_version")
		}
	}
	if won != 1 {
		t.Fatalf("%d rivals won", won)
	}
}
