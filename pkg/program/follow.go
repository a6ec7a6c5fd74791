package program

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

// following are the tables that keep the division of the facility beside the programmes, each with how a row of it
// finds its facility.
var following = []string{
	`UPDATE cohorts x SET division = f.division, version = x.version + 1 FROM facilities f
 WHERE x.facility_id = f.id AND x.county = f.county AND f.county = ? AND f.id IN ? AND x.division <> f.division`,
	`UPDATE programme_sessions x SET division = f.division, version = x.version + 1 FROM facilities f
 WHERE x.facility_id = f.id AND x.county = f.county AND f.county = ? AND f.id IN ? AND x.division <> f.division`,
	`UPDATE enrolments x SET division = c.division, version = x.version + 1 FROM cohorts c
 WHERE x.cohort_id = c.id AND x.county = c.county AND c.county = ? AND c.facility_id IN ? AND x.division <> c.division`,
	`UPDATE attendances x SET division = p.division FROM programme_sessions p
 WHERE x.session_id = p.id AND x.county = p.county AND p.county = ? AND p.facility_id IN ? AND x.division <> p.division`,
	`UPDATE handovers x SET division = p.division FROM programme_sessions p
 WHERE x.session_id = p.id AND x.county = p.county AND p.county = ? AND p.facility_id IN ? AND x.division <> p.division`,
	`UPDATE tasks x SET division = f.division, version = x.version + 1 FROM facilities f
 WHERE x.facility_id = f.id AND x.county = f.county AND f.county = ? AND f.id IN ? AND x.division <> f.division`,
}

// Follow moves programmes, and everything that happens in them, to where their facilities have moved.
func (s *Service) Follow(_ context.Context, tx *gorm.DB, county string, facilities []uuid.UUID) error {
	if len(facilities) == 0 {
		return nil
	}
	var rows []struct {
		ID        uuid.UUID
		Was, Goes division.Code
	}
	err := tx.Raw(`UPDATE programmes x SET division = f.division, version = x.version + 1, updated_at = ?
 FROM facilities f, (SELECT id, county, division FROM programmes WHERE county = ? AND facility_id IN ? ORDER BY id FOR NO KEY UPDATE) o
 WHERE x.id = o.id AND x.county = o.county AND f.id = x.facility_id AND f.county = x.county AND x.division <> f.division
 RETURNING x.id, o.division AS was, x.division AS goes`, s.Now(), county, facilities).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("programmes of facilities that moved: %w", err)
	}
	for _, sql := range following {
		if err := tx.Exec(sql, county, facilities).Error; err != nil {
			return fmt.Errorf("follow facilities: %w", err)
		}
	}
	changes := make([]event.Change, len(rows))
	for i, p := range rows {
		changes[i] = event.Change{Action: "programme.relocate", Subject: "programme", SubjectID: p.ID.String(), Division: p.Goes,
			Before: map[string]any{"division": p.Was}, After: map[string]any{"division": p.Goes}}
	}
	return event.RecordAll(tx, changes)
}
