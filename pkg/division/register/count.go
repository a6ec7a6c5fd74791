package register

import (
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// CountCommunities is how many communities there were in a territory on a day. Down to counties it sums a few
// thousand numbers at most; below, it counts one township.
func CountCommunities(tx *gorm.DB, within division.Code, day division.Day) (int, error) {
	lo, hi := within.Range()
	var n int
	if within.Level() > division.County {
		const count = `SELECT count(*) FROM divisions WHERE code >= ? AND code < ? AND level = 5
			AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)`
		if err := tx.Raw(count, lo, hi, day, day).Scan(&n).Error; err != nil {
			return 0, fmt.Errorf("count communities: %w", err)
		}
		return n, nil
	}
	const sum = "SELECT coalesce(sum(gained), 0)::int FROM division_counts WHERE county >= ? AND county < ? AND day <= ?"
	if err := tx.Raw(sum, lo[:6], hi[:6], day).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("count communities: %w", err)
	}
	return n, nil
}

// saveCounts notes how many communities each county gained or lost on a day.
func saveCounts(tx *gorm.DB, day division.Day, gained map[string]int32) error {
	maps.DeleteFunc(gained, func(_ string, n int32) bool { return n == 0 })
	counties := slices.Sorted(maps.Keys(gained)) // one order for all, against deadlocks
	numbers := make([]int32, len(counties))
	for i, c := range counties {
		numbers[i] = gained[c]
	}
	t, err := db.SQLTx(tx)
	if err != nil {
		return err
	}
	const save = `INSERT INTO division_counts (county, day, gained)
		SELECT c, $2, n FROM unnest($1::text[], $3::int[]) AS u(c, n)
		ON CONFLICT (county, day) DO UPDATE SET gained = division_counts.gained + excluded.gained`
	if _, err := t.ExecContext(tx.Statement.Context, save, counties, string(day), numbers); err != nil {
		return fmt.Errorf("count communities: %w", err)
	}
	return nil
}
