// Package enrolment gives children the places of cohorts: requests, waiting lists, offers, allocation.
//
// An enrolment is requested -> enrolled | waiting | refused; waiting -> offered -> enrolled | declined | expired;
// each of them may be withdrawn; enrolled ends as completed.
package enrolment

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
)

// Status is where a child stands on the way to a place.
type Status string

// The statuses of an enrolment.
const (
	Requested Status = "requested" // waits for the allocation run of its cohort
	Waiting   Status = "waiting"
	Offered   Status = "offered" // holds a place until the offer expires
	Enrolled  Status = "enrolled"
	Withdrawn Status = "withdrawn"
	Declined  Status = "declined"
	Expired   Status = "expired"
	Refused   Status = "refused"
	Completed Status = "completed"
)

// Statuses lists every status.
func Statuses() []Status {
	return []Status{Requested, Waiting, Offered, Enrolled, Withdrawn, Declined, Expired, Refused, Completed}
}

// Reason says why a place was given or not; the interface tells it in words.
type Reason struct {
	Code   ReasonCode     `json:"code" validate:"required"`
	Params map[string]any `json:"params,omitempty" swaggertype:"object"`
}

// ReasonCode names a reason.
type ReasonCode string

// The reasons.
const (
	PlaceFree    ReasonCode = "place_free"    // there was a place and nobody waited for it
	NoPlace      ReasonCode = "no_place"      // all places were taken or offered
	AwaitsRun    ReasonCode = "awaits_run"    // places are given together when enrolment closes
	NextInLine   ReasonCode = "next_in_line"  // a place became free and this was the first who waited
	PartyTooBig  ReasonCode = "party_too_big" // fewer places than siblings who are to stay together
	OfferRanOut  ReasonCode = "offer_ran_out"
	CohortOver   ReasonCode = "cohort_over"
	PersonSaidSo ReasonCode = "person_said_so" // with the reason that was given
	Scored       ReasonCode = "scored"         // points by the scoring table
	Drawn        ReasonCode = "drawn"          // by lot
	Preferred    ReasonCode = "preferred"      // the best of the wishes that could be met
)

// Enrolment is a child's way to a place in a cohort.
type Enrolment struct {
	ID             uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County         string        `json:"-"`
	Division       division.Code `json:"division" validate:"required"`
	CohortID       uuid.UUID     `json:"cohort_id" validate:"required" format:"uuid"`
	CohortName     string        `json:"cohort_name,omitempty" gorm:"->"`
	ProgrammeName  string        `json:"programme_name,omitempty" gorm:"->"`
	ChildID        uuid.UUID     `json:"child_id" validate:"required" format:"uuid"`
	ChildName      string        `json:"child_name" validate:"required"` // as the roll-call needs it, wherever the child lives
	ChildSex       people.Sex    `json:"child_sex" validate:"required"`
	ChildBirth     division.Day  `json:"child_birth" validate:"required" format:"date"`
	Status         Status        `json:"status" validate:"required"`
	Number         int64         `json:"number" validate:"required"`   // order of arrival in the cohort
	Priority       int           `json:"priority" validate:"required"` // points by the scoring table in force
	Position       *int          `json:"position,omitempty" gorm:"->"` // in the waiting list, from 1
	Rank           *int          `json:"rank,omitempty"`               // the child's wish, 1 first
	PartyID        *uuid.UUID    `json:"party_id,omitempty" format:"uuid"`
	Reasons        []Reason      `json:"reasons" validate:"required" gorm:"serializer:json"` // why the place was given or not, newest last
	OfferExpiresAt *time.Time    `json:"offer_expires_at,omitempty" format:"date-time"`
	EnrolledOn     *division.Day `json:"enrolled_on,omitempty" format:"date"`
	EndedOn        *division.Day `json:"ended_on,omitempty" format:"date"`
	Version        int           `json:"version" validate:"required"`
	CreatedAt      time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt      time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

func (e *Enrolment) because(c ReasonCode, params ...any) {
	r := Reason{Code: c}
	for i := 0; i+1 < len(params); i += 2 {
		if r.Params == nil {
			r.Params = map[string]any{}
		}
		r.Params[params[i].(string)] = params[i+1]
	}
	e.Reasons = append(e.Reasons, r)
}

// read columns that no table of this package holds.
var borrowed = []string{"CohortName", "ProgrammeName", "Position"}

// Service keeps enrolments.
type Service struct {
	DB     *db.DB
	People *people.Service
	Now    func() time.Time
}

func (s *Service) today() division.Day { return division.DayOf(s.Now()) }

// change tells of a step of an enrolment without telling who the child is.
func (e *Enrolment) change(action string, before *Enrolment, note string) event.Change {
	c := event.Change{Action: "enrolment." + action, Subject: "enrolment", SubjectID: e.ID.String(), Division: e.Division, After: e, Note: note,
		Hidden: []string{"child_name", "child_sex", "child_birth", "reasons"}}
	if before != nil {
		c.Before = before
	}
	return c
}

const listed = `enrolments.*, c.name AS cohort_name, p.name AS programme_name, w.position`

const listedFrom = `JOIN cohorts c ON c.id = enrolments.cohort_id AND c.county = enrolments.county
 JOIN programmes p ON p.id = c.programme_id AND p.county = c.county
 LEFT JOIN LATERAL (SELECT count(*)::int AS position FROM enrolments w WHERE w.cohort_id = enrolments.cohort_id AND w.status = 'waiting'
   AND (w.priority > enrolments.priority OR w.priority = enrolments.priority AND w.number <= enrolments.number)) w ON enrolments.status = 'waiting'`

func (s *Service) readable(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Model(&Enrolment{}).Select(listed).Joins(listedFrom).Scopes(authz.Within(ctx, authz.EnrolmentRead, "enrolments.division"))
}

// Get finds one enrolment, with its place in the waiting list.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (*Enrolment, error) {
	var rows []Enrolment
	if err := s.readable(ctx).Where("enrolments.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("get enrolment: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// Filter narrows a list of enrolments of one cohort or of one child.
type Filter struct {
	Cohort   *uuid.UUID
	Child    *uuid.UUID
	Statuses []string
	After    *Place
	Limit    int
}

// Place is where in the list the next page starts: by points, then by arrival.
type Place struct {
	Priority int       `json:"p"`
	Number   int64     `json:"n"`
	ID       uuid.UUID `json:"i"`
}

// List gives enrolments, those with more points first, then in order of arrival.
func (s *Service) List(ctx context.Context, f Filter) ([]Enrolment, error) {
	q := s.readable(ctx).Order("enrolments.priority DESC, enrolments.number, enrolments.id").Limit(f.Limit)
	if f.Cohort != nil {
		q = q.Where("enrolments.cohort_id = ?", *f.Cohort)
	}
	if f.Child != nil {
		q = q.Where("enrolments.child_id = ?", *f.Child)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("enrolments.status IN ?", f.Statuses)
	}
	if a := f.After; a != nil {
		q = q.Where("(-enrolments.priority, enrolments.number, enrolments.id) > (?, ?, ?)", -a.Priority, a.Number, a.ID)
	}
	rows := []Enrolment{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list enrolments: %w", err)
	}
	return rows, nil
}
