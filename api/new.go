package api

import (
	"time"

	"gocloud.dev/blob/memblob"

	"github.com/fourthirty/fourthirty/pkg/attendance"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/enrolment"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/job"
	"github.com/fourthirty/fourthirty/pkg/org"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/statistics"
	"github.com/fourthirty/fourthirty/pkg/task"
)

// New wires the services of the platform on one database. now is the clock of all of them.
func New(c Config, d *db.DB, box *secret.Box, now func() time.Time) *API {
	counts := &statistics.Service{DB: d, Now: now}
	days := &calendar.Service{DB: d}
	facilities := &facility.Service{DB: d, Secret: box, Now: now, Counts: counts, Calendar: days}
	persons := &people.Service{DB: d, Secret: box, Now: now}
	enrolments := &enrolment.Service{DB: d, People: persons, Now: now}
	programmes := &program.Service{DB: d, Calendar: days, Now: now, Changed: []program.Follower{enrolments.Follow}}
	facilities.Moved = []facility.Mover{programmes.Follow}
	users := &org.Service{DB: d, Secret: box, Now: now}
	if c.Files == nil {
		c.Files = memblob.OpenBucket(nil)
	}
	return &API{
		DB: d, Secret: box, Config: c,
		Org:        users,
		Imports:    &facility.Imports{Service: facilities, Files: c.Files, Queue: job.NewQueue(), Actor: users.Actor},
		Event:      &event.Service{DB: d},
		Facility:   facilities,
		Calendar:   days,
		People:     persons,
		Enrolment:  enrolments,
		Attendance: &attendance.Service{DB: d, Now: now},
		Task:       &task.Service{DB: d, Now: now},
		Statistics: counts,
		Investment: &investment.Service{DB: d, Now: now},
		Program:    programmes,
		Division:   &register.Service{DB: d, Now: now, Changed: []register.Follower{facilities.Follow, counts.Follow}, Counted: counts.Recount},
	}
}
