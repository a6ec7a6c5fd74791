package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
)

// Roll is everybody who is expected in a session.
type Roll struct {
	SessionID        uuid.UUID             `json:"session_id" validate:"required" format:"uuid"`
	CohortID         uuid.UUID             `json:"cohort_id" validate:"required" format:"uuid"`
	CohortName       string                `json:"cohort_name" validate:"required"`
	ProgrammeName    string                `json:"programme_name" validate:"required"`
	StartsAt         time.Time             `json:"starts_at" validate:"required" format:"date-time"`
	EndsAt           time.Time             `json:"ends_at" validate:"required" format:"date-time"`
	Status           program.SessionStatus `json:"status" validate:"required"`
	Stage            Stage                 `json:"stage" validate:"required"`              // whether it can be marked now
	Adults           int                   `json:"adults" validate:"required"`             // leaders and helpers on the session
	ChildrenPerAdult int                   `json:"children_per_adult" validate:"required"` // at most
	TooFewAdults     bool                  `json:"too_few_adults" validate:"required"`     // for the children who are there
	Children         []Entry               `json:"children" validate:"required"`           // by name
}

// Entry is one child of a roll.
type Entry struct {
	County      string       `json:"-"`
	ChildID     uuid.UUID    `json:"child_id" validate:"required" format:"uuid"`
	EnrolmentID uuid.UUID    `json:"enrolment_id" validate:"required" format:"uuid"`
	Name        string       `json:"name" validate:"required"`
	Sex         people.Sex   `json:"sex" validate:"required"`
	BirthDate   division.Day `json:"birth_date" validate:"required" format:"date"`
	HasNeeds    bool         `json:"has_needs" validate:"required"` // special needs are on record
	Mark        *Mark        `json:"mark,omitempty"`                // absent until somebody marks the child
	MarkedAt    *time.Time   `json:"marked_at,omitempty" format:"date-time"`
	FirstMark   *Mark        `json:"first_mark,omitempty"` // where it was corrected
	PickedUpBy  *string      `json:"picked_up_by,omitempty"`
	PickedUpAt  *time.Time   `json:"picked_up_at,omitempty" format:"date-time"`
	PickUps     []PickUp     `json:"pick_ups" validate:"required" gorm:"-"` // who may fetch the child, and who is barred
}

// PickUp is somebody who may fetch a child, or must not.
type PickUp struct {
	GuardianID uuid.UUID       `json:"guardian_id" validate:"required" format:"uuid"`
	Name       string          `json:"name" validate:"required"`
	Phone      *string         `json:"phone,omitempty"` // masked
	Relation   people.Relation `json:"relation" validate:"required"`
	MayPickUp  bool            `json:"may_pick_up" validate:"required"`
	Barred     bool            `json:"barred" validate:"required"`
}

// Stage says whether a session can be marked now.
type Stage string

// The stages of a session as far as marks go.
const (
	TooEarly Stage = "too_early" // more than two hours before it
	Now      Stage = "now"
	Over     Stage = "over" // after its day, or once it is done: corrections need a reason
)

// ahead is how long before a session its roll is open.
const ahead = 2 * time.Hour

func (s *Service) stage(r *program.Session) Stage {
	switch now := s.Now(); {
	case now.Before(r.StartsAt.Add(-ahead)):
		return TooEarly
	case r.Status == program.SessionDone || division.DayOf(now) > division.DayOf(r.EndsAt):
		return Over
	}
	return Now
}

// expectedSQL is who was enrolled on the day of a session.
const expectedSQL = `FROM enrolments e
 LEFT JOIN attendances a ON a.session_id = @session AND a.child_id = e.child_id AND a.county = e.county
 LEFT JOIN handovers h ON h.session_id = @session AND h.child_id = e.child_id AND h.county = e.county AND NOT h.refused
 WHERE e.cohort_id = @cohort AND e.county = @county AND e.enrolled_on <= CAST(@day AS date) AND (e.ended_on IS NULL OR e.ended_on > CAST(@day AS date))`

const rollSQL = `SELECT e.county, e.child_id, e.id AS enrolment_id, e.child_name AS name, e.child_sex AS sex, e.child_birth AS birth_date,
 coalesce((SELECT needs_cipher IS NOT NULL FROM children c WHERE c.id = e.child_id AND c.county = e.county), false) AS has_needs,
 a.mark, a.marked_at, a.first_mark, h.person AS picked_up_by, h.at AS picked_up_at ` + expectedSQL + ` ORDER BY e.child_name, e.child_id`

func expected(r *program.Session) map[string]any {
	return map[string]any{"session": r.ID, "cohort": r.CohortID, "county": r.County, "day": division.DayOf(r.StartsAt)}
}

// Roll gives the roll of a session.
func (s *Service) Roll(ctx context.Context, session uuid.UUID) (*Roll, error) {
	var r struct {
		program.Session
		Adults, ChildrenPerAdult int
	}
	err := s.DB.Read(ctx).Table("programme_sessions s").Select(`s.*, c.name AS cohort_name, p.name AS programme_name, c.children_per_adult,
		(SELECT count(*) FROM session_workers w WHERE w.session_id = s.id AND w.county = s.county AND NOT w.cancelled) AS adults`).
		Joins("JOIN cohorts c ON c.id = s.cohort_id AND c.county = s.county JOIN programmes p ON p.id = c.programme_id AND p.county = c.county").
		Scopes(authz.Within(ctx, authz.AttendanceRead, "s.division")).Where("s.id = ?", session).Limit(1).Scan(&r).Error
	if err != nil {
		return nil, fmt.Errorf("session of roll: %w", err)
	}
	if r.ID == uuid.Nil {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	roll := &Roll{SessionID: r.ID, CohortID: r.CohortID, CohortName: r.CohortName, ProgrammeName: r.ProgrammeName, StartsAt: r.StartsAt, EndsAt: r.EndsAt,
		Status: r.Status, Stage: s.stage(&r.Session), Adults: r.Adults, ChildrenPerAdult: r.ChildrenPerAdult, Children: []Entry{}}
	if err := s.DB.Read(ctx).Raw(rollSQL, expected(&r.Session)).Scan(&roll.Children).Error; err != nil {
		return nil, fmt.Errorf("roll: %w", err)
	}
	roll.TooFewAdults = roll.there() > roll.Adults*roll.ChildrenPerAdult
	return roll, s.withPickUps(ctx, roll.Children)
}

// there counts the children who are in the room now.
func (r *Roll) there() (n int) {
	for _, e := range r.Children {
		if e.Mark != nil && (*e.Mark == Present || *e.Mark == Late) && e.PickedUpAt == nil {
			n++
		}
	}
	return n
}

// withPickUps adds who may fetch the children and who is barred, the former first.
func (s *Service) withPickUps(ctx context.Context, entries []Entry) error {
	ids, at := make([]uuid.UUID, len(entries)), map[uuid.UUID]int{}
	for i := range entries {
		ids[i], at[entries[i].ChildID], entries[i].PickUps = entries[i].ChildID, i, []PickUp{}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		ChildID uuid.UUID
		PickUp
	}
	err := pickUps(s.DB.Read(ctx), entries[0].County).Where("r.child_id IN ?", ids).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("pick-ups: %w", err)
	}
	for _, r := range rows {
		e := &entries[at[r.ChildID]]
		e.PickUps = append(e.PickUps, r.PickUp)
	}
	return nil
}

func pickUps(tx *gorm.DB, county string) *gorm.DB {
	return tx.Table("guardianships r").Select("r.child_id, r.guardian_id, g.name, g.phone_mask AS phone, r.relation, r.may_pick_up, r.barred").
		Joins("JOIN guardians g ON g.id = r.guardian_id AND g.county = r.county").
		Where("r.county = ? AND r.ended_on IS NULL", county).Order("r.child_id, NOT r.may_pick_up, r.barred, r.id")
}
