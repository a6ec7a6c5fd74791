package people

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// ChildFilter narrows a list of children; what is set must all hold.
type ChildFilter struct {
	Division  division.Code // this division and everything below it
	Query     string        // part of the name, its pinyin or initials, or a whole identity number
	Household *uuid.UUID
	Left      bool // also those who left or were merged
	After     *ChildPlace
	Limit     int
}

// ChildPlace is where in the list, ordered by division and id, the next page starts.
type ChildPlace struct {
	Division division.Code `json:"d"`
	ID       uuid.UUID     `json:"i"`
}

// Children lists children in order of division and id.
func (s *Service) Children(ctx context.Context, f ChildFilter) ([]Child, error) {
	q := s.readable(ctx).Scopes(f.scope(s)).Order("children.division, children.id").Limit(f.Limit)
	if f.After != nil {
		q = q.Where("(children.division, children.id) > (?, ?)", f.After.Division, f.After.ID)
	}
	rows := []Child{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list children: %w", err)
	}
	return rows, nil
}

func (f ChildFilter) scope(s *Service) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if f.Division != "" && f.Division != division.Country {
			lo, hi := f.Division.Range()
			q = q.Where("children.division >= ? AND children.division < ?", lo, hi)
		}
		if !f.Left {
			q = q.Where("children.merged_into IS NULL AND children.left_on IS NULL")
		}
		if f.Household != nil {
			q = q.Where("children.household_id = ?", *f.Household)
		}
		if id, wrong := ParseIdentity(f.Query); wrong == "" {
			return q.Where("children.identity_blind = ?", s.Secret.Blind("identity:"+id.Number))
		}
		if strings.TrimSpace(f.Query) != "" {
			q = named(q, f.Query)
		}
		return q
	}
}
