package statistics

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// hotSQL moves the current row of county $1 on to the day $2, if nothing is known to happen after it.
var hotSQL = `
WITH ` + snapshotSQL + `,
present AS MATERIALIZED (
  SELECT c.*, asked.day FROM county_statistics c JOIN asked ON c.county = asked.county AND c.from_day <= asked.day
  WHERE NOT EXISTS (SELECT FROM facility_states s JOIN asked a ON s.county = a.county AND (s.from_day > a.day OR s.to_day > a.day))
),
earlier AS (
  INSERT INTO county_statistics_past (county, from_day, to_day, ` + all.each("%[1]s") + `)
  SELECT county, from_day, day, ` + all.each("%[1]s") + ` FROM present
  WHERE from_day < day
)
UPDATE county_statistics c SET from_day = present.day, ` +
	facilityPart.each("%[1]s = coalesce(f.%[1]s, 0)") + ", " + coveragePart.each("%[1]s = coalesce(m.%[1]s, 0)") + `
FROM present LEFT JOIN facilities f ON true LEFT JOIN communities m ON true
WHERE c.county = present.county`

// Recount counts a county anew from the day on which something in it changed. It belongs in the transaction of
// the change, after it, and makes other writers of the county wait until that ends. A transaction that changes
// several counties calls RecountMany instead, which takes them in a fixed order.
func (s *Service) Recount(ctx context.Context, tx *gorm.DB, county string, from division.Day) error {
	raw, err := db.SQLTx(tx)
	if err != nil {
		return err
	}
	known, err := lock(ctx, raw, []string{county})
	if err != nil {
		return err
	}
	if !known {
		return replaceOne(ctx, raw, county, string(division.Beginning))
	}
	done, err := raw.ExecContext(ctx, hotSQL, county, string(from), county+"000000", county+"999999", 6)
	if err != nil {
		return fmt.Errorf("recount %s: %w", county, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return replaceOne(ctx, raw, county, string(from))
}

// RecountMany counts all that was ever true of the counties anew.
func (s *Service) RecountMany(ctx context.Context, tx *gorm.DB, counties []string) error {
	if len(counties) == 0 {
		return nil
	}
	raw, err := db.SQLTx(tx)
	if err != nil {
		return err
	}
	counties = slices.Compact(slices.Sorted(slices.Values(counties)))
	if _, err := lock(ctx, raw, counties); err != nil {
		return err
	}
	return replaceMany(ctx, raw, counties)
}

// RecountAll counts the whole country anew, as after loading divisions.
func (s *Service) RecountAll(ctx context.Context) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var counties []string
		err := tx.Raw(`SELECT DISTINCT substr(code, 1, 6) FROM divisions WHERE level >= 3
			UNION SELECT county FROM facility_states UNION SELECT county FROM county_statistics`).Scan(&counties).Error
		if err != nil {
			return fmt.Errorf("counties to recount: %w", err)
		}
		return s.RecountMany(ctx, tx, counties)
	})
}

// lock makes the caller the only writer of the counties, which must be sorted, and reports whether all of them
// had been counted before.
func lock(ctx context.Context, tx *sql.Tx, counties []string) (known bool, err error) {
	// Compiling the long statements that follow would take a hundred times as long as running them.
	const hold = "SELECT set_config('jit', 'off', true) FROM county_statistics WHERE county = ANY ($1::text[]) ORDER BY county FOR UPDATE"
	done, err := tx.ExecContext(ctx, hold, counties)
	if err != nil {
		return false, fmt.Errorf("lock statistics: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == int64(len(counties)) {
		return true, err
	}
	const add = "INSERT INTO county_statistics (county) SELECT unnest($1::text[]) ON CONFLICT (county) DO NOTHING"
	if _, err := tx.ExecContext(ctx, add, counties); err != nil {
		return false, fmt.Errorf("add statistics: %w", err)
	}
	if _, err := tx.ExecContext(ctx, hold, counties); err != nil {
		return false, fmt.Errorf("lock statistics: %w", err)
	}
	return false, nil
}

// replaceOne writes the stretches of days of a county that end on or after from.
func replaceOne(ctx context.Context, tx *sql.Tx, county, from string) error {
	const clear = "DELETE FROM county_statistics_past WHERE county = $1 AND to_day >= $2::date"
	if _, err := tx.ExecContext(ctx, clear, county, from); err != nil {
		return fmt.Errorf("clear statistics: %w", err)
	}
	if _, err := tx.ExecContext(ctx, stepsSQL, county, from); err != nil {
		return fmt.Errorf("recount %s: %w", county, err)
	}
	return nil
}

// replaceMany writes all stretches of days of the counties.
func replaceMany(ctx context.Context, tx *sql.Tx, counties []string) error {
	const tune = "SELECT set_config('work_mem', '64MB', true), set_config('plan_cache_mode', 'force_custom_plan', true)"
	if _, err := tx.ExecContext(ctx, tune); err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM county_statistics_past WHERE county = ANY ($1::text[])", counties); err != nil {
		return fmt.Errorf("clear statistics: %w", err)
	}
	if _, err := tx.ExecContext(ctx, stepsManySQL, counties, string(division.Beginning)); err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	return nil
}
