// Package program keeps programmes, their cohorts and timetables.
//
// A programme is draft -> published -> archived. A cohort is draft -> open -> running -> finished -> archived.
// A session is planned -> running -> done; planned ones may be cancelled.
package program

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Service keeps programmes.
type Service struct {
	DB       *db.DB
	Calendar *calendar.Service // knows school days and vacations
	Now      func() time.Time
	Changed  []Follower // of cohorts
}

// Follower keeps what depends on a cohort in step, in the transaction of the change to it.
type Follower func(ctx context.Context, tx *gorm.DB, c *Cohort) error

func (s *Service) today() division.Day { return division.DayOf(s.Now()) }
