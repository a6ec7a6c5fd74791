package facility

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Candidate is a facility that may be the same as another.
type Candidate struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Status Status    `json:"status"`
}

// How alike two names are in the same community, and within 100 m, before a person is asked.
const (
	alikeInDivision = 0.6
	alikeNearby     = 0.4
	nearbyMetres    = 100
)

// duplicates adds a warning when another facility of the same kind in the same division has a similar name,
// or one within 100 m has.
func (s *Service) duplicates(tx *gorm.DB, f *Facility, warnings []fault.Warning) ([]fault.Warning, error) {
	rows := []struct {
		Candidate
		Near bool
	}{}
	const columns = "SELECT facilities.id, facilities.name, facilities.status, %s AS near FROM facilities WHERE facilities.id <> ? AND facilities.kind = ? AND facilities.status <> 'closed' AND "
	query, args := fmt.Sprintf(columns, "false")+"facilities.division = ?", []any{f.ID, f.Kind, f.Division}
	if f.Latitude != nil {
		lat, lon := degrees(*f.Latitude, nearbyMetres)
		query += " UNION ALL " + fmt.Sprintf(columns, "true") + "facilities.latitude IS NOT NULL AND point(facilities.longitude, facilities.latitude) <@ box(point(?, ?), point(?, ?)) AND " + distanceSQL + " <= ?"
		args = append(args, f.ID, f.Kind, *f.Longitude-lon, *f.Latitude-lat, *f.Longitude+lon, *f.Latitude+lat, *f.Latitude, *f.Latitude, *f.Longitude, nearbyMetres)
	}
	if err := tx.Raw(query+" LIMIT 200", args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("find duplicates: %w", err)
	}
	found := []Candidate{}
	for _, r := range rows {
		bar := alikeInDivision
		if r.Near {
			bar = alikeNearby
		}
		if alike(f.Name, r.Name) >= bar && !slices.Contains(found, r.Candidate) && len(found) < 5 {
			found = append(found, r.Candidate)
		}
	}
	if len(found) == 0 {
		return warnings, nil
	}
	return append(warnings, fault.Warning{Code: "possible_duplicate", Field: "name", Candidates: found}), nil
}
