package enrolment

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// settle brings the waiting list of a locked cohort up to now: offers that ran out end, and free places are offered
// to those who wait, in order. A party of siblings that does not fit waits on, and the next ones are asked.
func (s *Service) settle(tx *gorm.DB, c *program.Cohort) error {
	if err := s.expire(tx, c); err != nil {
		return err
	}
	if c.Phase != program.PhaseOpen && c.Phase != program.PhaseRunning {
		return nil
	}
	for c.Waiting > 0 && c.Taken < c.Places {
		offered, err := s.offerNext(tx, c)
		if err != nil || offered == 0 {
			return err
		}
	}
	return nil
}

func (s *Service) expire(tx *gorm.DB, c *program.Cohort) error {
	var due []Enrolment
	err := tx.Omit(borrowed...).Where("cohort_id = ? AND county = ? AND status = ? AND offer_expires_at <= ?", c.ID, c.County, Offered, s.Now()).
		Order("number").Find(&due).Error
	if err != nil {
		return fmt.Errorf("offers that ran out: %w", err)
	}
	for i := range due {
		due[i].because(OfferRanOut, "at", due[i].OfferExpiresAt.UTC().Format(time.RFC3339))
		if err := s.step(tx, c, &due[i], Expired, "expire", ""); err != nil {
			return err
		}
	}
	return nil
}

// offerNext offers places to the first in the waiting list who fit.
func (s *Service) offerNext(tx *gorm.DB, c *program.Cohort) (offered int, err error) {
	var next []Enrolment
	err = tx.Raw(`WITH line AS (
		SELECT id, priority, number, coalesce(party_id, id) AS party, count(*) OVER (PARTITION BY coalesce(party_id, id)) AS size
		FROM enrolments WHERE cohort_id = ? AND county = ? AND status = 'waiting'
	), first AS (SELECT party FROM line WHERE size <= ? ORDER BY priority DESC, number LIMIT 1)
	SELECT e.* FROM enrolments e JOIN line USING (id) JOIN first USING (party) ORDER BY e.number`, c.ID, c.County, c.Places-c.Taken).Scan(&next).Error
	if err != nil {
		return 0, fmt.Errorf("next in line: %w", err)
	}
	until := s.Now().Add(time.Duration(c.OfferHours) * time.Hour)
	for i := range next {
		next[i].OfferExpiresAt = &until
		next[i].because(NextInLine)
		if err := s.step(tx, c, &next[i], Offered, "offer", ""); err != nil {
			return 0, err
		}
	}
	return len(next), nil
}

// step moves an enrolment to another status, keeps the cohort's numbers in step and records the event.
func (s *Service) step(tx *gorm.DB, c *program.Cohort, e *Enrolment, to Status, action, note string) error {
	before, today := *e, s.today()
	c.Taken, c.Waiting = c.Taken+held(to)-held(e.Status), c.Waiting+queued(to)-queued(e.Status)
	e.Status, e.Version, e.UpdatedAt = to, e.Version+1, s.Now()
	switch to {
	case Enrolled:
		e.EnrolledOn = &today
	case Withdrawn, Declined, Expired, Refused, Completed:
		e.EndedOn = &today
	}
	if to != Offered {
		e.OfferExpiresAt = nil
	}
	if err := tx.Omit(borrowed...).Where("county = ?", e.County).Save(e).Error; err != nil {
		return fmt.Errorf("save enrolment: %w", err)
	}
	if err := count(tx, c); err != nil {
		return err
	}
	return event.Record(tx, e.change(action, &before, note))
}

// Follow keeps enrolments in step with a cohort that changed: more places are offered to those who wait, and when it
// is over nobody waits any more.
func (s *Service) Follow(_ context.Context, tx *gorm.DB, c *program.Cohort) error {
	if c.Phase != program.PhaseFinished && c.Phase != program.PhaseArchived {
		return s.settle(tx, c)
	}
	var rows []Enrolment
	err := tx.Omit(borrowed...).Where("cohort_id = ? AND county = ? AND status IN ?", c.ID, c.County, []Status{Requested, Waiting, Offered, Enrolled}).Order("number").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("enrolments of a cohort that is over: %w", err)
	}
	for i := range rows {
		to, action := Completed, "complete"
		if rows[i].Status != Enrolled {
			to, action = Refused, "refuse"
			rows[i].because(CohortOver)
		}
		if err := s.step(tx, c, &rows[i], to, action, ""); err != nil {
			return err
		}
	}
	return nil
}

// ExpireOffers ends offers that ran out, in each cohort in a transaction of its own, and offers the places to the next.
func (s *Service) ExpireOffers(ctx context.Context) error {
	ctx = authz.System(ctx)
	var cohorts []uuid.UUID
	err := s.DB.Read(ctx).Raw("SELECT DISTINCT cohort_id FROM enrolments WHERE status = 'offered' AND offer_expires_at <= ?", s.Now()).Scan(&cohorts).Error
	if err != nil {
		return fmt.Errorf("cohorts with offers that ran out: %w", err)
	}
	for _, id := range cohorts {
		err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
			c, err := program.LockCohort(ctx, tx, id, authz.EnrolmentWrite)
			if err != nil {
				return err
			}
			return s.settle(tx, c)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
