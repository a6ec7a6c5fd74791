package calendar

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// The years that can be asked for and set.
const (
	FirstYear = 1950
	LastYear  = 2200
)

// Year is the holidays of one year, and the weekend days that are worked in exchange.
type Year struct {
	Year    int      `json:"year" validate:"required"`
	Source  string   `json:"source,omitempty"` // the notice they were taken from; absent while the year is not known
	Days    []SetDay `json:"days" validate:"required" gorm:"-"`
	Version int      `json:"version" validate:"required"` // 0 while the year is as the program carries it
}

// YearInput is what an administrator sets once the year has been announced.
type YearInput struct {
	Source string   `json:"source" validate:"required" maxLength:"200"`
	Days   []SetDay `json:"days" validate:"required" maxItems:"150"`
}

// Year gives the holidays of a year.
func (s *Service) Year(ctx context.Context, year int) (*Year, error) {
	if err := authz.CheckAnywhere(ctx, authz.DivisionRead); err != nil {
		return nil, err
	}
	if year < FirstYear || year > LastYear {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	y := &Year{Year: year, Days: []SetDay{}}
	err := s.DB.Read(ctx).Raw("SELECT year, source, version FROM calendar_years WHERE year = ?", year).Scan(y).Error
	if err != nil {
		return nil, fmt.Errorf("calendar year: %w", err)
	}
	if y.Version > 0 {
		return y, s.readDays(s.DB.Read(ctx), y)
	}
	if days, ok := years()[year]; ok {
		y.Source, y.Days = Source, days
	}
	return y, nil
}

func (s *Service) readDays(tx *gorm.DB, y *Year) error {
	if err := tx.Table("calendar_days").Select("day, kind, name").Where("year = ?", y.Year).Order("day").Find(&y.Days).Error; err != nil {
		return fmt.Errorf("days of the year: %w", err)
	}
	return nil
}

// SetYear replaces the holidays of a year for the whole country, if nobody did so since version.
func (s *Service) SetYear(ctx context.Context, year, version int, in YearInput) (*Year, error) {
	if err := authz.Check(ctx, authz.DivisionManage, division.Country); err != nil {
		return nil, err
	}
	after, err := checkYear(year, in)
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		before, err := s.Year(ctx, year)
		if err != nil {
			return err
		}
		if err := tx.Exec("INSERT INTO calendar_years (year, source, version) VALUES (?, '', 0) ON CONFLICT DO NOTHING", year).Error; err != nil {
			return fmt.Errorf("make year: %w", err)
		}
		current, err := claim(tx, "calendar_years", "year", year, version)
		if err != nil {
			return err
		}
		after.Version = current + 1
		if err := s.writeDays(tx, after); err != nil {
			return err
		}
		return event.Record(tx, event.Change{Action: "calendar.year.set", Subject: "division", SubjectID: string(division.Country), Division: division.Country,
			Before: before, After: after, Note: fmt.Sprint(year)})
	})
	if err != nil {
		return nil, err
	}
	return after, nil
}

func (s *Service) writeDays(tx *gorm.DB, y *Year) error {
	err := tx.Exec("UPDATE calendar_years SET source = ? WHERE year = ?", y.Source, y.Year).Error
	if err == nil {
		err = tx.Exec("DELETE FROM calendar_days WHERE year = ?", y.Year).Error
	}
	for _, d := range y.Days {
		if err == nil {
			err = tx.Exec("INSERT INTO calendar_days (day, year, kind, name) VALUES (?, ?, ?, ?)", d.Day, y.Year, d.Kind, d.Name).Error
		}
	}
	if err != nil {
		return fmt.Errorf("set days of %d: %w", y.Year, err)
	}
	return nil
}

// checkYear puts the days in order and names what is wrong with them.
func checkYear(year int, in YearInput) (*Year, error) {
	var bad fault.Fields
	y := &Year{Year: year, Source: bad.Text("source", in.Source, 200), Days: slices.Clone(in.Days)}
	if len(in.Days) == 0 {
		bad.Add("days", "at_least", "min", 1)
	} else if len(in.Days) > 150 {
		bad.Add("days", "too_many", "max", 150)
		return nil, bad.Err()
	}
	seen := map[division.Day]bool{}
	for i := range y.Days {
		d, at := &y.Days[i], fmt.Sprintf("days.%d.", i)
		d.Name = bad.Text(at+"name", d.Name, 40)
		fault.OneOf(&bad, at+"kind", d.Kind, Holiday, Workday)
		switch {
		case !checkDay(&bad, at+"day", d.Day):
		case yearOf(d.Day) != year:
			bad.Add(at+"day", "other_year", "year", year)
		case seen[d.Day]:
			bad.Add(at+"day", "day_twice")
		}
		seen[d.Day] = true
	}
	slices.SortFunc(y.Days, func(a, b SetDay) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return y, bad.Err()
}
