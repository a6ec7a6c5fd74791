package program

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

// Generated tells what making the sessions of a timetable did.
type Generated struct {
	Added   int `json:"added" validate:"required"`
	Changed int `json:"changed" validate:"required"`
	Removed int `json:"removed" validate:"required"`
	Kept    int `json:"kept" validate:"required"` // there already, or moved or cancelled by somebody
}

// slot is one meeting as the timetable has it.
type slot struct {
	rule   uuid.UUID
	day    division.Day
	starts time.Time
	ends   time.Time
	space  uuid.UUID
}

// slots are the meetings of a rule.
func (r *Rule) slots(cal []calendar.Day) ([]slot, []LeftOut, error) {
	days, out, err := r.days(cal)
	all := make([]slot, len(days))
	for i, d := range days {
		at := moment(d, r.Starts)
		all[i] = slot{r.ID, d, at, at.Add(time.Duration(r.Minutes) * time.Minute), r.SpaceID}
	}
	return all, out, err
}

// Generate makes the sessions of the whole timetable of a cohort. Doing it twice adds nothing; what somebody moved
// or cancelled, and what has been, stays as it is.
func (s *Service) Generate(ctx context.Context, cohort uuid.UUID) (done *Generated, err error) {
	err = s.timetable(ctx, cohort, func(ctx context.Context, tx *gorm.DB, c *Cohort) error {
		rules, err := c.rules(tx)
		if err != nil {
			return err
		}
		var needed, others []uuid.UUID
		for _, r := range rules {
			if r.ToDay >= s.today() {
				needed = append(needed, r.SpaceID)
			} else {
				others = append(others, r.SpaceID)
			}
		}
		if err := c.lockSpaces(tx, needed, others...); err != nil {
			return err
		}
		if done, _, err = s.fit(ctx, tx, c, rules...); err != nil {
			return err
		}
		if done.Added+done.Changed+done.Removed == 0 {
			return nil
		}
		return event.Record(tx, c.change("programme.timetable.generate", nil, done, c.Name))
	})
	return done, err
}

// fit makes the sessions of the rules what the rules say now; given is how many they give, with those that have been.
func (s *Service) fit(ctx context.Context, tx *gorm.DB, c *Cohort, rules ...Rule) (done *Generated, given int, err error) {
	cal, err := s.Calendar.Days(ctx, c.Division, c.FirstDay, c.LastDay)
	if err != nil {
		return nil, 0, err
	}
	var wanted []slot
	for i := range rules {
		slots, _, err := rules[i].slots(cal)
		if err != nil {
			return nil, 0, err
		}
		wanted = append(wanted, slots...)
	}
	done, err = s.settle(tx, c, rules, wanted)
	if err != nil {
		return nil, 0, err
	}
	return done, len(wanted), c.checkSessions(tx)
}

// checkSessions keeps one cohort from filling the calendar.
func (c *Cohort) checkSessions(tx *gorm.DB) error {
	var n int64
	if err := tx.Model(&Session{}).Where("cohort_id = ? AND county = ?", c.ID, c.County).Count(&n).Error; err != nil {
		return fmt.Errorf("count sessions: %w", err)
	}
	if n > MaxSessions {
		return invalid("rrule", "rule_too_many_sessions", "max", MaxSessions, "count", n)
	}
	return nil
}

// present is a session as it stands, with whether children are marked in it.
type present struct {
	Session
	Marked bool
}

// settle adds, changes and removes sessions of the rules until those that lie ahead are the wanted ones.
func (s *Service) settle(tx *gorm.DB, c *Cohort, rules []Rule, wanted []slot) (*Generated, error) {
	ids := make([]uuid.UUID, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	var rows []present
	err := tx.Raw(`SELECT s.*, EXISTS (SELECT FROM attendances a WHERE a.session_id = s.id AND a.county = s.county) AS marked
 FROM programme_sessions s WHERE s.county = ? AND s.cohort_id = ? AND s.rule_id IN ? ORDER BY s.id FOR NO KEY UPDATE OF s`, c.County, c.ID, ids).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("sessions of timetable: %w", err)
	}
	p := s.compare(rows, wanted)
	if err := p.remove(tx, c, s.Now()); err != nil {
		return nil, err
	}
	if err := p.write(tx, c, s.Now()); err != nil {
		return nil, err
	}
	return &Generated{Added: len(p.add), Changed: len(p.change), Removed: len(p.drop) + len(p.cancel), Kept: p.kept}, nil
}

// plan is what has to be done to the sessions of a timetable.
type plan struct {
	add          []slot
	change       map[uuid.UUID]slot
	drop, cancel []uuid.UUID
	kept         int
}

type meeting struct {
	rule uuid.UUID
	day  division.Day
}

// compare lays what is wanted beside what is there. Only planned sessions that lie ahead and that nobody moved are
// touched; one with marks is cancelled, not deleted.
func (s *Service) compare(rows []present, wanted []slot) plan {
	p, now, there := plan{change: map[uuid.UUID]slot{}}, s.Now(), map[meeting]present{}
	for _, r := range rows {
		there[meeting{*r.RuleID, *r.RuleDay}] = r
	}
	for _, w := range wanted {
		r, exists := there[meeting{w.rule, w.day}]
		delete(there, meeting{w.rule, w.day})
		switch {
		case !exists && w.starts.After(now):
			p.add = append(p.add, w)
		case !exists:
		case r.follows(now) && !r.fits(w) && w.starts.After(now):
			p.change[r.ID] = w
		default:
			p.kept++
		}
	}
	for _, r := range there {
		switch {
		case !r.follows(now):
			p.kept++
		case r.Marked:
			p.cancel = append(p.cancel, r.ID)
		default:
			p.drop = append(p.drop, r.ID)
		}
	}
	return p
}

// follows holds for a session that goes on following its rule.
func (r *Session) follows(now time.Time) bool {
	return r.Status == SessionPlanned && !r.Moved && r.StartsAt.After(now)
}

func (r *Session) fits(w slot) bool {
	return r.StartsAt.Equal(w.starts) && r.EndsAt.Equal(w.ends) && r.SpaceID == w.space
}

// remove takes away what the timetable no longer has.
func (p *plan) remove(tx *gorm.DB, c *Cohort, now time.Time) error {
	if len(p.cancel) > 0 {
		err := tx.Exec("UPDATE programme_sessions SET status = 'cancelled', version = version + 1, updated_at = ? WHERE county = ? AND id IN ?", now, c.County, p.cancel).Error
		if err != nil {
			return fmt.Errorf("cancel sessions: %w", err)
		}
		if err := release(tx, c.County, p.cancel); err != nil {
			return err
		}
	}
	if len(p.drop) == 0 {
		return nil
	}
	for _, sql := range []string{"DELETE FROM space_bookings WHERE county = ? AND subject_id IN ?", "DELETE FROM session_workers WHERE county = ? AND session_id IN ?",
		"DELETE FROM programme_sessions WHERE county = ? AND id IN ?"} {
		if err := tx.Exec(sql, c.County, p.drop).Error; err != nil {
			return fmt.Errorf("remove sessions: %w", err)
		}
	}
	return nil
}

// write moves the sessions that follow a changed rule and adds the new ones, each with its room.
func (p *plan) write(tx *gorm.DB, c *Cohort, now time.Time) error {
	var ids []uuid.UUID
	for id := range p.change {
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		if err := release(tx, c.County, ids); err != nil {
			return err
		}
	}
	for id, w := range p.change {
		err := tx.Exec("UPDATE programme_sessions SET starts_at = ?, ends_at = ?, space_id = ?, version = version + 1, updated_at = ? WHERE county = ? AND id = ?",
			w.starts, w.ends, w.space, now, c.County, id).Error
		if err != nil {
			return fmt.Errorf("change session: %w", err)
		}
	}
	rows := make([]Session, len(p.add))
	for i, w := range p.add {
		rows[i] = Session{ID: uuid.Must(uuid.NewV7()), County: c.County, Division: c.Division, CohortID: c.ID, FacilityID: c.FacilityID, SpaceID: w.space,
			RuleID: &w.rule, RuleDay: &w.day, StartsAt: w.starts, EndsAt: w.ends, Status: SessionPlanned, Version: 1, CreatedAt: now, UpdatedAt: now}
		ids = append(ids, rows[i].ID)
	}
	if len(rows) > 0 {
		if err := tx.CreateInBatches(rows, 500).Error; err != nil {
			return fmt.Errorf("add sessions: %w", err)
		}
	}
	return c.book(tx, ids)
}

// Preview is what a rule would give, without writing anything.
type Preview struct {
	Sessions      []PreviewSession `json:"sessions" validate:"required"`
	LeftOut       []LeftOut        `json:"left_out" validate:"required"`
	Clashes       []Clash          `json:"clashes" validate:"required"`
	HolidaysKnown bool             `json:"holidays_known" validate:"required"` // false when the holidays of a year are not announced yet
	TermsKnown    bool             `json:"terms_known" validate:"required"`    // false when no school calendar is set for some day
}

// PreviewSession is one meeting that a rule would give.
type PreviewSession struct {
	Day      division.Day `json:"day" validate:"required" format:"date"`
	StartsAt time.Time    `json:"starts_at" validate:"required" format:"date-time"`
	EndsAt   time.Time    `json:"ends_at" validate:"required" format:"date-time"`
	MakeUp   bool         `json:"make_up,omitempty"` // on a weekend day that is worked in exchange for a holiday
}

// Preview shows what a rule would give. replaces names the rule whose sessions make room for it.
func (s *Service) Preview(ctx context.Context, cohort uuid.UUID, in RuleInput, replaces *uuid.UUID) (*Preview, error) {
	c, err := s.Cohort(ctx, cohort)
	if err != nil {
		return nil, err
	}
	r := &Rule{County: c.County}
	if err := r.apply(c, in); err != nil {
		return nil, err
	}
	if err := c.checkSpace(s.DB.Read(ctx), &r.SpaceID, "space_id"); err != nil {
		return nil, err
	}
	cal, err := s.Calendar.Days(ctx, c.Division, c.FirstDay, c.LastDay)
	if err != nil {
		return nil, err
	}
	slots, out, err := r.slots(cal)
	if err != nil {
		return nil, err
	}
	p := show(cal, slots, out)
	p.Clashes, err = c.clashes(s.DB.Read(ctx), slots, replaces)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// show lays out the slots with what is known of their days.
func show(cal []calendar.Day, slots []slot, out []LeftOut) *Preview {
	p := &Preview{Sessions: make([]PreviewSession, len(slots)), LeftOut: append([]LeftOut{}, out...), HolidaysKnown: true, TermsKnown: true}
	makeUp := map[division.Day]bool{}
	for _, d := range cal {
		makeUp[d.Day] = d.MakeUp
		p.HolidaysKnown = p.HolidaysKnown && d.Known
		p.TermsKnown = p.TermsKnown && d.School != ""
	}
	for i, w := range slots {
		p.Sessions[i] = PreviewSession{w.day, w.starts, w.ends, makeUp[w.day]}
	}
	return p
}
