package facility

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Filter narrows a list of facilities; what is set must all hold.
type Filter struct {
	Division  division.Code // this division and everything below it
	Kinds     []string
	Statuses  []string
	Operator  *uuid.UUID
	Host      *uuid.UUID
	Query     string // part of the name, its pinyin or their initials, or the whole code
	HasPoint  *bool
	After     *Place
	Limit     int
	WithTotal bool
}

// Place is where in the list, ordered by division and id, the next page starts.
type Place struct {
	Division division.Code `json:"d"`
	ID       uuid.UUID     `json:"i"`
}

// List gives facilities in order of division and id, and their number when asked for.
func (s *Service) List(ctx context.Context, f Filter) ([]Facility, *int64, error) {
	q := s.readable(ctx).Scopes(f.scope).Select(columns).Order("facilities.division, facilities.id").Limit(f.Limit)
	if f.After != nil {
		q = q.Where("(facilities.division, facilities.id) > (?, ?)", f.After.Division, f.After.ID)
	}
	rows, err := db.Collect(ctx, s.DB, q, (*Facility).scan)
	if err != nil {
		return nil, nil, fmt.Errorf("list facilities: %w", err)
	}
	if !f.WithTotal {
		return rows, nil, nil
	}
	var n int64
	if err := s.readable(ctx).Scopes(f.scope).Count(&n).Error; err != nil {
		return nil, nil, fmt.Errorf("count facilities: %w", err)
	}
	return rows, &n, nil
}

func (f Filter) scope(q *gorm.DB) *gorm.DB {
	if f.Division != "" && f.Division != division.Country {
		lo, hi := f.Division.Range()
		q = q.Where("facilities.division >= ? AND facilities.division < ?", lo, hi)
	}
	if len(f.Kinds) > 0 {
		q = q.Where("facilities.kind IN ?", f.Kinds)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("facilities.status IN ?", f.Statuses)
	}
	if f.Operator != nil {
		q = q.Where("facilities.operator_id = ?", *f.Operator)
	}
	if f.Host != nil {
		q = q.Where("facilities.host_id = ?", *f.Host)
	}
	if f.HasPoint != nil {
		q = q.Where("(facilities.latitude IS NOT NULL) = ?", *f.HasPoint)
	}
	if f.Query != "" {
		q = named(q, f.Query)
	}
	return q
}

// Near gives the open facilities within radius metres of a WGS84 point, nearest first.
func (s *Service) Near(ctx context.Context, latitude, longitude, radius float64, limit int) ([]Facility, error) {
	lat, lon := degrees(latitude, radius)
	rows := []Facility{}
	err := s.readable(ctx).Select(columns+", "+distanceSQL+" AS distance_m", latitude, latitude, longitude).
		Where("facilities.latitude IS NOT NULL AND facilities.status = 'open'").
		Where("point(facilities.longitude, facilities.latitude) <@ box(point(?, ?), point(?, ?))", longitude-lon, latitude-lat, longitude+lon, latitude+lat).
		Where(distanceSQL+" <= ?", latitude, latitude, longitude, radius).
		Order("distance_m, facilities.id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("facilities nearby: %w", err)
	}
	return rows, nil
}

// Dot is a facility on a map.
type Dot struct {
	ID        uuid.UUID `json:"id" validate:"required" format:"uuid"`
	Name      string    `json:"name" validate:"required"`
	Kind      Kind      `json:"kind" validate:"required"`
	Status    Status    `json:"status" validate:"required"`
	Latitude  float64   `json:"latitude" validate:"required"`
	Longitude float64   `json:"longitude" validate:"required"`
}

// MaxDots is how many facilities a map shows at most.
const MaxDots = 5000

// Dots gives the facilities on a map; more tells that there were more than a map shows.
func (s *Service) Dots(ctx context.Context, f Filter) (dots []Dot, more bool, err error) {
	yes := true
	f.HasPoint = &yes
	dots = []Dot{}
	err = s.readable(ctx).Scopes(f.scope).Select("facilities.id, facilities.name, facilities.kind, facilities.status, facilities.latitude, facilities.longitude").
		Order("facilities.division, facilities.id").Limit(MaxDots + 1).Find(&dots).Error
	if err != nil {
		return nil, false, fmt.Errorf("facilities on a map: %w", err)
	}
	if len(dots) > MaxDots {
		return dots[:MaxDots], true, nil
	}
	return dots, false, nil
}
