package event

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Filter narrows what happened; what is left out does not narrow it.
type Filter struct {
	Subject  string        // kind of record
	Actor    string        // login of who did it, in whole
	Division division.Code // with all below it
	From     division.Day  // in the time zone of the connection, which is China's
	To       division.Day  // this day included
	Before   *uuid.UUID    // the event below which to go on
	Limit    int
}

// Recent lists what happened in the actor's territory, newest first.
func (s *Service) Recent(ctx context.Context, f Filter) ([]Event, error) {
	q := s.DB.Read(ctx).Table("events e").Select(columns).
		Joins("LEFT JOIN event_seals s ON s.event_id = e.id").
		Scopes(authz.Within(ctx, authz.EventFeed, "e.division"), f.scope, f.span).
		Order("e.id DESC").Limit(f.Limit)
	events := []Event{}
	if err := q.Find(&events).Error; err != nil {
		return nil, fmt.Errorf("recent events: %w", err)
	}
	return events, nil
}

func (f Filter) scope(q *gorm.DB) *gorm.DB {
	if f.Subject != "" {
		q = q.Where("e.subject = ?", f.Subject)
	}
	if f.Actor != "" {
		q = q.Where("e.actor_login = ?", f.Actor)
	}
	if f.Division != "" && f.Division != division.Country {
		lo, hi := f.Division.Range()
		q = q.Where("e.division >= ? AND e.division < ?", lo, hi)
	}
	if f.Before != nil {
		q = q.Where("e.id < ?", *f.Before)
	}
	return q
}

// slack is how far the clock of an event's id may be from the time at which the database wrote it.
const slack = 24 * time.Hour

// span limits the time. The ids begin with the time too, so their index finds the stretch.
func (f Filter) span(q *gorm.DB) *gorm.DB {
	if f.From != "" {
		q = q.Where("e.at >= CAST(? AS date) AND e.id >= ?", f.From, firstID(f.From, -slack))
	}
	if f.To != "" {
		q = q.Where("e.at < CAST(? AS date) + 1 AND e.id < ?", f.To, firstID(f.To, 24*time.Hour+slack))
	}
	return q
}

// firstID is the least id (RFC 9562, version 7) of a time so far from the beginning of a day.
func firstID(day division.Day, off time.Duration) (id uuid.UUID) {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return id
	}
	ms := max(0, at.Add(off).UnixMilli())
	binary.BigEndian.PutUint64(id[:8], uint64(ms)<<16)
	return id
}
