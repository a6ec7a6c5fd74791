package org_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
)

// told lists who did what to an account, newest first.
func (w *world) told(user uuid.UUID) []string {
	w.Helper()
	events, err := (&event.Service{DB: w.DB}).History(authz.System(w.Context()), "user", user.String(), nil, 100)
	must(w.T, err)
	all := make([]string, len(events))
	for i, e := range events {
		all[i] = e.ActorLogin + " " + e.Action
	}
	return all
}

func TestSigningOutIsRecordedOnceByWhoSignsOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.user("li.na")
	tokens := w.mustLogin("li.na")
	for range 2 {
		must(t, w.Logout(t.Context(), tokens.Refresh))
	}
	must(t, w.Logout(t.Context(), "no such token"))
	if got := fmt.Sprint(w.told(u.ID)); got != "[li.na session.close li.na session.open system user.create]" {
		t.Fatalf("recorded %s", got)
	}
}

func TestWrongPresentPasswordsMakeTheirOwnerWaitAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("li.na")
	w.user("wang.wei")
	as := func(login string) func(present string) error {
		actor, err := w.Authenticate(t.Context(), w.mustLogin(login).Access)
		must(t, err)
		return func(present string) error {
			return w.ChangePassword(authz.WithActor(t.Context(), actor), present, "another-long-phrase")
		}
	}
	li, wang := as("li.na"), as("wang.wei")
	for range 5 {
		w.code(li("a-wrong-password"), "invalid_input")
	}
	w.code(li(password), "throttled_login")
	w.mustLogin("li.na") // a thief of the session must not lock the owner out
	must(t, wang(password))
	w.clock.advance(2 * time.Second)
	must(t, li(password))
	for range 5 {
		w.code(li("a-wrong-password"), "invalid_input") // the right one made up for the wrong ones
	}
}

func TestForgivenAttemptsAndExpiredTokensAreSwept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.user("li.na")
	w.mustLogin("li.na")
	_, err := w.login("li.na", "wrong-password", "192.0.2.1")
	w.code(err, "bad_credentials")
	rows := func() (counts [2]int64) {
		must(t, w.DB.Read(t.Context()).Table("login_failures").Count(&counts[0]).Error)
		must(t, w.DB.Read(t.Context()).Table("refresh_tokens").Count(&counts[1]).Error)
		return counts
	}
	must(t, w.Sweep(t.Context()))
	if got := rows(); got != [2]int64{3, 1} {
		t.Fatalf("at once %v", got)
	}
	w.clock.advance(16 * time.Minute)
	must(t, w.Sweep(t.Context()))
	if got := rows(); got != [2]int64{0, 1} {
		t.Fatalf("after a quarter of an hour %v", got)
	}
	w.clock.advance(8 * 24 * time.Hour)
	must(t, w.Sweep(t.Context()))
	if got := rows(); got != [2]int64{0, 0} {
		t.Fatalf("after a week %v", got)
	}
}
