package event_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

func TestWhatHappenedIsNarrowedByKindPersonPlaceAndDay(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	s := &event.Service{DB: d}
	for _, e := range []struct {
		login, subject, id string
		division           division.Code
	}{
		{"li.na", "facility", "1", "330106109001"}, {"li.na", "user", "2", "330108000000"},
		{"wang.wei", "facility", "3", "330106000000"}, {"wang.wei", "facility", "4", "110101000000"},
	} {
		ctx := authz.WithActor(t.Context(), &authz.Actor{Login: e.login})
		err := d.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
			return event.Record(tx, event.Change{Action: "thing.do", Subject: e.subject, SubjectID: e.id, Division: e.division})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	today, yesterday, tomorrow := division.DayOf(now), division.DayOf(now.AddDate(0, 0, -1)), division.DayOf(now.AddDate(0, 0, 1))
	auditor := authz.WithActor(t.Context(), &authz.Actor{Grants: []authz.Grant{{Role: authz.Auditor, Division: "330000000000"}}})
	for name, tc := range map[string]struct {
		ctx    context.Context
		filter event.Filter
		want   string
	}{
		"nothing":            {system(t), event.Filter{}, "[4 3 2 1]"},
		"the kind of record": {system(t), event.Filter{Subject: "user"}, "[2]"},
		"the person":         {system(t), event.Filter{Actor: "wang.wei"}, "[4 3]"},
		"part of a person":   {system(t), event.Filter{Actor: "wang"}, "[]"},
		"the place":          {system(t), event.Filter{Division: "330106000000"}, "[3 1]"},
		"the own territory":  {auditor, event.Filter{}, "[3 2 1]"},
		"both":               {auditor, event.Filter{Division: "110000000000"}, "[]"},
		"today":              {system(t), event.Filter{From: today, To: today}, "[4 3 2 1]"},
		"until yesterday":    {system(t), event.Filter{To: yesterday}, "[]"},
		"from tomorrow":      {system(t), event.Filter{From: tomorrow}, "[]"},
		"all of it":          {system(t), event.Filter{Actor: "li.na", Subject: "facility", Division: "330000000000", From: yesterday}, "[1]"},
	} {
		tc.filter.Limit = 10
		events, err := s.Recent(tc.ctx, tc.filter)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, e := range events {
			ids = append(ids, e.SubjectID)
		}
		if got := fmt.Sprint(ids); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
