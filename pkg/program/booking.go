package program

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Clash is what already stands where a session was to be.
type Clash struct {
	SpaceName string    `json:"space_name" validate:"required"`
	Label     string    `json:"label" validate:"required"` // what is there
	StartsAt  time.Time `json:"starts_at" validate:"required" format:"date-time"`
	EndsAt    time.Time `json:"ends_at" validate:"required" format:"date-time"`
}

// lockSpaces holds rooms for booking: those that are needed, which must be in use, and others that are given free.
// Whoever books many at a time waits here instead of in a deadlock.
func (c *Cohort) lockSpaces(tx *gorm.DB, needed []uuid.UUID, others ...uuid.UUID) error {
	all := slices.Concat(needed, others)
	if len(all) == 0 {
		return nil
	}
	var rows []struct {
		ID      uuid.UUID
		Retired bool
	}
	err := tx.Raw("SELECT id, retired FROM spaces WHERE id IN ? AND county = ? AND facility_id = ? ORDER BY id FOR NO KEY UPDATE", all, c.County, c.FacilityID).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("lock rooms: %w", err)
	}
	inUse := map[uuid.UUID]bool{}
	for _, r := range rows {
		inUse[r.ID] = !r.Retired
	}
	for _, id := range needed {
		switch used, there := inUse[id]; {
		case !there:
			return invalid("space_id", "space_not_found")
		case !used:
			return invalid("space_id", "space_retired")
		}
	}
	return nil
}

// label is what a booking of the cohort's sessions is called.
func (c *Cohort) label() string { return c.ProgrammeName + " " + c.Name }

// book takes the rooms of the sessions. A room that is taken is answered with what takes it; the exclusion
// constraint has the last word, whatever else books at the same time.
func (c *Cohort) book(tx *gorm.DB, sessions []uuid.UUID) error {
	if len(sessions) == 0 {
		return nil
	}
	err := tx.Transaction(func(tx *gorm.DB) error { // a savepoint, to look around after a refusal
		return tx.Exec(`INSERT INTO space_bookings (id, county, space_id, during, subject, subject_id, label)
 SELECT gen_random_uuid(), county, space_id, tstzrange(starts_at, ends_at), 'session', id, ? FROM programme_sessions
 WHERE county = ? AND id IN ? ORDER BY space_id, starts_at`, c.label(), c.County, sessions).Error
	})
	if db.Violates(err, "space_bookings_apart") {
		return c.spaceTaken(tx, sessions)
	}
	if err != nil {
		return fmt.Errorf("book rooms: %w", err)
	}
	return c.occupy(tx, sessions)
}

// spaceTaken names the first clash of the sessions, with other bookings or among themselves.
func (c *Cohort) spaceTaken(tx *gorm.DB, sessions []uuid.UUID) error {
	var found []Clash
	err := tx.Raw(`SELECT sp.name AS space_name, x.label, x.starts_at, x.ends_at FROM (
 SELECT s.space_id, b.label, lower(b.during) AS starts_at, upper(b.during) AS ends_at FROM programme_sessions s
  JOIN space_bookings b ON b.county = s.county AND b.space_id = s.space_id AND b.during && tstzrange(s.starts_at, s.ends_at)
  WHERE s.county = @county AND s.id IN @ids
 UNION ALL
 SELECT s.space_id, @label, o.starts_at, o.ends_at FROM programme_sessions s
  JOIN programme_sessions o ON o.county = s.county AND o.space_id = s.space_id AND o.id < s.id AND o.starts_at < s.ends_at AND s.starts_at < o.ends_at
  WHERE s.county = @county AND s.id IN @ids AND o.id IN @ids) x
 JOIN spaces sp ON sp.id = x.space_id AND sp.county = @county ORDER BY x.starts_at LIMIT 1`,
		map[string]any{"county": c.County, "ids": sessions, "label": c.label()}).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("find clash: %w", err)
	}
	if len(found) == 0 { // it was given free since
		return fault.New(fault.Conflict, "space_taken_now")
	}
	f := found[0]
	return fault.New(fault.Conflict, "space_taken", "space", f.SpaceName, "label", f.Label, "when", span(f.StartsAt, f.EndsAt))
}

// span tells a stretch of time as a person in China reads it.
func span(from, to time.Time) string {
	from, to = from.In(division.China), to.In(division.China)
	if division.DayOf(from) == division.DayOf(to) {
		return from.Format("2006-01-02 15:04") + "–" + to.Format("15:04")
	}
	return from.Format("2006-01-02 15:04") + " – " + to.Format("2006-01-02 15:04")
}

// release gives the rooms and leaders of sessions free.
func release(tx *gorm.DB, county string, sessions []uuid.UUID) error {
	if err := tx.Exec("DELETE FROM space_bookings WHERE county = ? AND subject_id IN ?", county, sessions).Error; err != nil {
		return fmt.Errorf("release rooms: %w", err)
	}
	if err := tx.Exec("UPDATE session_workers SET cancelled = true WHERE county = ? AND session_id IN ?", county, sessions).Error; err != nil {
		return fmt.Errorf("release leaders: %w", err)
	}
	return nil
}

// clashes lists what stands in the way of slots of one room, but for the sessions of a rule that makes room.
func (c *Cohort) clashes(tx *gorm.DB, slots []slot, except *uuid.UUID) ([]Clash, error) {
	all := []Clash{}
	if len(slots) == 0 {
		return all, nil
	}
	var from, to pq.StringArray
	for _, w := range slots {
		from, to = append(from, w.starts.Format(time.RFC3339)), append(to, w.ends.Format(time.RFC3339))
	}
	err := tx.Raw(`SELECT DISTINCT sp.name AS space_name, b.label, lower(b.during) AS starts_at, upper(b.during) AS ends_at
 FROM unnest(CAST(@from AS timestamptz[]), CAST(@to AS timestamptz[])) w(lo, hi)
 JOIN space_bookings b ON b.county = @county AND b.space_id = @space AND b.during && tstzrange(w.lo, w.hi)
 JOIN spaces sp ON sp.id = b.space_id AND sp.county = b.county
 WHERE CAST(@except AS uuid) IS NULL OR NOT EXISTS (SELECT FROM programme_sessions s WHERE s.id = b.subject_id AND s.county = b.county AND s.rule_id = CAST(@except AS uuid) AND NOT s.moved)
 ORDER BY 3 LIMIT 50`, map[string]any{"from": from, "to": to, "county": c.County, "space": slots[0].space, "except": except}).Scan(&all).Error
	if err != nil {
		return nil, fmt.Errorf("clashes: %w", err)
	}
	return all, nil
}
