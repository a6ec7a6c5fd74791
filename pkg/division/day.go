package division

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Day is a business date, "2026-11-23", as it is in China. Days compare as strings do.
type Day string

// Beginning stands for the time before records began.
const Beginning Day = "0001-01-01"

// China is the time zone of the country, fixed so that no time zone database is needed: there has been no summer time since 1991.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// ParseDay accepts YYYY-MM-DD only; anything else is the fault "invalid_date".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return "", fault.New(fault.Invalid, "invalid_date")
	}
	return Day(s), nil
}

// DayOf is the day on which t falls in China.
func DayOf(t time.Time) Day { return Day(t.In(China).Format(time.DateOnly)) }

// Scan reads a date from the database.
func (d *Day) Scan(v any) error {
	switch v := v.(type) {
	case time.Time:
		*d = Day(v.Format(time.DateOnly))
	case string:
		*d = Day(v)
	case nil:
		*d = ""
	default:
		return fmt.Errorf("day: cannot read %T", v)
	}
	return nil
}

// Value writes the date to the database; the empty day is null.
func (d Day) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}
