package event

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Subjects are the kinds of records that have a history.
var Subjects = []string{"facility", "organisation", "user", "division", "investment", "series",
	"child", "worker", "programme", "enrolment", "session", "task", "title", "appointment"}

// Service reads the audit trail and seals it.
type Service struct{ DB *db.DB }

const columns = "e.id, s.position, e.at, e.actor_id, e.actor_login, e.request_id, e.action, e.subject, e.subject_id, e.division, e.changes"

// History lists the events of one record, newest first, below the event id before when that is given.
func (s *Service) History(ctx context.Context, subject, id string, before *uuid.UUID, limit int) ([]Event, error) {
	q := s.DB.Read(ctx).Table("events e").Select(columns).
		Joins("LEFT JOIN event_seals s ON s.event_id = e.id").
		Where("e.subject = ? AND e.subject_id = ?", subject, id).
		Scopes(authz.Within(ctx, authz.EventRead, "e.division")).
		Order("e.id DESC").Limit(limit)
	if before != nil {
		q = q.Where("e.id < ?", *before)
	}
	events := []Event{}
	if err := q.Find(&events).Error; err != nil {
		return nil, fmt.Errorf("history of %s: %w", subject, err)
	}
	return events, nil
}

// Feed lists sealed events in the order of the chain, from the first position above after.
// Positions are dense and never change, so a reader that keeps the last one misses nothing.
func (s *Service) Feed(ctx context.Context, after int64, limit int) ([]Event, error) {
	if err := authz.CheckAnywhere(ctx, authz.EventFeed); err != nil {
		return nil, err
	}
	events := []Event{}
	err := s.DB.Read(ctx).Table("event_seals s").Select(columns).
		Joins("JOIN events e ON e.id = s.event_id").
		Where("s.position > ?", after).
		Scopes(authz.Within(ctx, authz.EventFeed, "e.division")).
		Order("s.position").Limit(limit).Find(&events).Error
	if err != nil {
		return nil, fmt.Errorf("event feed: %w", err)
	}
	return events, nil
}

// ByPosition finds one sealed event.
func (s *Service) ByPosition(ctx context.Context, position int64) (*Event, error) {
	events, err := s.Feed(ctx, position-1, 1)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 || *events[0].Position != position {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &events[0], nil
}
