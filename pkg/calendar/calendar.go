// Package calendar tells working days from holidays, and school terms from vacations, in mainland China.
//
// The holidays that the State Council has announced are carried in the program; a year that an
// administrator sets replaces the carried one. Terms belong to a division and hold below it, unless a
// division nearer by has a calendar of its own.
package calendar

import (
	"context"
	"fmt"
	"slices"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// MaxDays is how many days one question may span.
const MaxDays = 400

// Service keeps the calendar.
type Service struct {
	DB *db.DB
}

// Days gives every day from one to another, both included, as it is at the place.
func (s *Service) Days(ctx context.Context, place division.Code, from, to division.Day) ([]Day, error) {
	if err := checkSpan(from, to); err != nil {
		return nil, err
	}
	if err := authz.CheckAlong(ctx, authz.DivisionRead, place); err != nil {
		return nil, err
	}
	set, known, err := s.setDays(ctx, from, to)
	if err != nil {
		return nil, err
	}
	terms, err := s.holding(ctx, place, from, to)
	if err != nil {
		return nil, err
	}
	days := make([]Day, 0, Between(from, to)+1)
	for d := from; d <= to; d = Add(d, 1) {
		day := plain(d)
		if special, ok := set[d]; ok {
			day.set(special)
		}
		day.Known = known[yearOf(d)]
		if i := slices.IndexFunc(terms, func(t Term) bool { return t.FromDay <= d && d <= t.ToDay }); i >= 0 {
			day.School, day.TermName = terms[i].Kind, terms[i].Name
		}
		days = append(days, day)
	}
	return days, nil
}

func checkSpan(from, to division.Day) error {
	var bad fault.Fields
	if to < from {
		bad.Add("to", "date_order", "after", from)
	} else if Between(from, to) >= MaxDays {
		bad.Add("to", "span_too_long", "max", MaxDays)
	}
	return bad.Err()
}

// setDays finds the holidays and days worked in exchange, and the years that are known.
func (s *Service) setDays(ctx context.Context, from, to division.Day) (map[division.Day]SetDay, map[int]bool, error) {
	own, err := s.ownYears(ctx, yearOf(from), yearOf(to))
	if err != nil {
		return nil, nil, err
	}
	days, known := map[division.Day]SetDay{}, map[int]bool{}
	for y := yearOf(from); y <= yearOf(to); y++ {
		given, ok := own[y]
		if !ok {
			given, ok = years()[y]
		}
		known[y] = ok
		for _, d := range given {
			days[d.Day] = d
		}
	}
	return days, known, nil
}

// ownYears finds the years that an administrator has set.
func (s *Service) ownYears(ctx context.Context, from, to int) (map[int][]SetDay, error) {
	var rows []struct {
		Year int
		SetDay
	}
	err := s.DB.Read(ctx).Raw(`SELECT y.year, d.day, d.kind, d.name FROM calendar_years y LEFT JOIN calendar_days d USING (year)
 WHERE y.year BETWEEN ? AND ? ORDER BY d.day`, from, to).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("calendar years: %w", err)
	}
	own := map[int][]SetDay{}
	for _, r := range rows {
		if own[r.Year] == nil {
			own[r.Year] = []SetDay{}
		}
		if r.Day != "" {
			own[r.Year] = append(own[r.Year], r.SetDay)
		}
	}
	return own, nil
}

// holding finds the terms of the nearest division above the place that has a calendar.
func (s *Service) holding(ctx context.Context, place division.Code, from, to division.Day) ([]Term, error) {
	var terms []Term
	err := s.DB.Read(ctx).Where(`division = (SELECT max(division) FROM calendars WHERE division IN ?) AND from_day <= ? AND to_day >= ?`,
		append(place.Path(), place), to, from).Order("from_day").Find(&terms).Error
	if err != nil {
		return nil, fmt.Errorf("terms: %w", err)
	}
	return terms, nil
}
