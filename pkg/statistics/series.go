package statistics

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Series is a published figure that the platform did not count itself. Two series are only comparable when their
// scopes and definitions are.
type Series struct {
	Code         string    `json:"code" validate:"required" gorm:"primaryKey" example:"letter_facilities"`
	Counted      bool      `json:"counted" validate:"required" gorm:"-"` // always false
	TitleZH      string    `json:"title_zh" validate:"required" gorm:"column:title_zh"`
	TitleEN      string    `json:"title_en" validate:"required" gorm:"column:title_en"`
	Unit         string    `json:"unit" validate:"required" example:"facility"`
	ScopeZH      string    `json:"scope_zh" validate:"required" gorm:"column:scope_zh"`
	ScopeEN      string    `json:"scope_en" validate:"required" gorm:"column:scope_en"`
	DefinitionZH string    `json:"definition_zh,omitempty" gorm:"column:definition_zh"`
	DefinitionEN string    `json:"definition_en,omitempty" gorm:"column:definition_en"`
	Source       string    `json:"source" validate:"required"`
	Document     string    `json:"document,omitempty"`
	Points       []Point   `json:"points" validate:"required" gorm:"-"`
	Version      int       `json:"version" validate:"required"`
	CreatedAt    time.Time `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt    time.Time `json:"updated_at" validate:"required" format:"date-time"`
}

// Point is one value of a series, for a day or for a period of days, both ends included.
type Point struct {
	ID         uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	SeriesCode string        `json:"-"`
	Division   division.Code `json:"division" validate:"required" swaggertype:"string" example:"000000000000"`
	AsOf       division.Day  `json:"as_of,omitempty" swaggertype:"string" format:"date"`
	FromDay    division.Day  `json:"from_day,omitempty" swaggertype:"string" format:"date"`
	ToDay      division.Day  `json:"to_day,omitempty" swaggertype:"string" format:"date"`
	Value      string        `json:"value" validate:"required" example:"0.821"` // an exact decimal number
	NoteZH     string        `json:"note_zh,omitempty" gorm:"column:note_zh"`
	NoteEN     string        `json:"note_en,omitempty" gorm:"column:note_en"`
	CreatedAt  time.Time     `json:"created_at" validate:"required" format:"date-time"`
}

// TableName is the table of points.
func (Point) TableName() string { return "series_points" }

// SeriesInput describes a new series.
type SeriesInput struct {
	Code         string `json:"code" validate:"required" maxLength:"80"`
	TitleZH      string `json:"title_zh" validate:"required" maxLength:"200"`
	TitleEN      string `json:"title_en" validate:"required" maxLength:"200"`
	Unit         string `json:"unit" validate:"required" maxLength:"40"`
	ScopeZH      string `json:"scope_zh" validate:"required" maxLength:"500"`
	ScopeEN      string `json:"scope_en" validate:"required" maxLength:"500"`
	DefinitionZH string `json:"definition_zh,omitempty" maxLength:"1000"`
	DefinitionEN string `json:"definition_en,omitempty" maxLength:"1000"`
	Source       string `json:"source" validate:"required" maxLength:"500"`
	Document     string `json:"document,omitempty" maxLength:"200"`
}

// PointInput is one published value.
type PointInput struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" maxLength:"12"`
	AsOf     division.Day  `json:"as_of,omitempty" swaggertype:"string" maxLength:"10"`
	FromDay  division.Day  `json:"from_day,omitempty" swaggertype:"string" maxLength:"10"`
	ToDay    division.Day  `json:"to_day,omitempty" swaggertype:"string" maxLength:"10"`
	Value    string        `json:"value" validate:"required" maxLength:"40"` // decimal text, to lose no digit
	NoteZH   string        `json:"note_zh,omitempty" maxLength:"500"`
	NoteEN   string        `json:"note_en,omitempty" maxLength:"500"`
}

// ListSeries lists series in the order of their codes after the given one, with the points that lie in the
// actor's territory.
func (s *Service) ListSeries(ctx context.Context, after string, limit int) ([]Series, error) {
	if err := authz.CheckAnywhere(ctx, authz.StatisticsRead); err != nil {
		return nil, err
	}
	all := []Series{}
	if err := s.DB.Read(ctx).Where("code > ?", after).Order("code").Limit(limit).Find(&all).Error; err != nil {
		return nil, fmt.Errorf("list series: %w", err)
	}
	codes, at := make([]string, len(all)), make(map[string]int, len(all))
	for i := range all {
		codes[i], at[all[i].Code], all[i].Points = all[i].Code, i, []Point{}
	}
	points, err := s.points(ctx, codes)
	for _, p := range points {
		of := &all[at[p.SeriesCode]]
		of.Points = append(of.Points, p)
	}
	return all, err
}

// points are public figures, but a grant shows only its own territory and, for comparison, the country.
func (s *Service) points(ctx context.Context, codes []string) ([]Point, error) {
	var points []Point
	q := s.DB.Read(ctx).Where("series_code IN ?", codes)
	inside := s.DB.Read(ctx).Scopes(authz.Within(ctx, authz.StatisticsRead, "division"))
	err := q.Where(s.DB.Read(ctx).Where("division = ?", division.Country).Or(inside)).Order("series_code, division, coalesce(as_of, to_day), id").Find(&points).Error
	if err != nil {
		return nil, fmt.Errorf("points of series: %w", err)
	}
	return points, nil
}

// GetSeries finds one series with its points.
func (s *Service) GetSeries(ctx context.Context, code string) (*Series, error) {
	if err := authz.CheckAnywhere(ctx, authz.StatisticsRead); err != nil {
		return nil, err
	}
	var v Series
	if err := s.DB.Read(ctx).Take(&v, "code = ?", code).Error; errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	} else if err != nil {
		return nil, fmt.Errorf("get series: %w", err)
	}
	points, err := s.points(ctx, []string{code})
	v.Points = append([]Point{}, points...)
	return &v, err
}

var seriesCode = regexp.MustCompile(`^[a-z0-9_]{1,80}$`)

func (in *SeriesInput) check() error {
	var f fault.Fields
	if !seriesCode.MatchString(in.Code) {
		f.Add("code", "series_code")
	}
	in.TitleZH, in.TitleEN = f.Text("title_zh", in.TitleZH, 200), f.Text("title_en", in.TitleEN, 200)
	in.Unit, in.Source = f.Text("unit", in.Unit, 40), f.Text("source", in.Source, 500)
	in.ScopeZH, in.ScopeEN = f.Text("scope_zh", in.ScopeZH, 500), f.Text("scope_en", in.ScopeEN, 500)
	in.DefinitionZH, in.DefinitionEN = f.Text("definition_zh", in.DefinitionZH, 1000, true), f.Text("definition_en", in.DefinitionEN, 1000, true)
	in.Document = f.Text("document", in.Document, 200, true)
	return f.Err()
}

// AddSeries adds a series without values. A series is the country's, whoever has values for it.
func (s *Service) AddSeries(ctx context.Context, in SeriesInput) (*Series, error) {
	if err := authz.Check(ctx, authz.StatisticsPublish, division.Country); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	now := s.Now()
	v := &Series{
		Code: in.Code, TitleZH: in.TitleZH, TitleEN: in.TitleEN, Unit: in.Unit, ScopeZH: in.ScopeZH, ScopeEN: in.ScopeEN,
		DefinitionZH: in.DefinitionZH, DefinitionEN: in.DefinitionEN, Source: in.Source, Document: in.Document,
		Points: []Point{}, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		if err := tx.Create(v).Error; errors.Is(err, gorm.ErrDuplicatedKey) {
			return fault.New(fault.Conflict, "series_exists")
		} else if err != nil {
			return fmt.Errorf("add series: %w", err)
		}
		return event.Record(tx, event.Change{Action: "series.create", Subject: "series", SubjectID: v.Code, Division: division.Country, After: v})
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

var decimal = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,10})?$`)

func (in *PointInput) check() error {
	var f fault.Fields
	if _, err := division.Parse(string(in.Division)); err != nil {
		f.Add("division", "division_code")
	}
	if !decimal.MatchString(in.Value) {
		f.Add("value", "series_value")
	}
	in.NoteZH, in.NoteEN = f.Text("note_zh", in.NoteZH, 500, true), f.Text("note_en", in.NoteEN, 500, true)
	in.checkTime(&f)
	return f.Err()
}

func (in *PointInput) checkTime(f *fault.Fields) {
	if (in.AsOf == "") == (in.FromDay == "") || (in.FromDay == "") != (in.ToDay == "") {
		f.Add("as_of", "series_time")
		return
	}
	for name, d := range map[string]division.Day{"as_of": in.AsOf, "from_day": in.FromDay, "to_day": in.ToDay} {
		if d == "" {
			continue
		}
		if _, err := division.ParseDay(string(d)); err != nil {
			f.Add(name, "invalid_date")
		}
	}
	if in.ToDay < in.FromDay {
		f.Add("to_day", "date_order", "after", in.FromDay)
	}
}

// AddPoint adds a published value to a series.
func (s *Service) AddPoint(ctx context.Context, code string, in PointInput) (*Point, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if err := authz.Check(ctx, authz.StatisticsPublish, in.Division); err != nil {
		return nil, err
	}
	p := &Point{
		ID: uuid.Must(uuid.NewV7()), SeriesCode: code, Division: in.Division, AsOf: in.AsOf, FromDay: in.FromDay, ToDay: in.ToDay,
		Value: in.Value, NoteZH: in.NoteZH, NoteEN: in.NoteEN, CreatedAt: s.Now(),
	}
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		err := tx.Create(p).Error
		switch {
		case db.Violates(err, "series_points_once") || errors.Is(err, gorm.ErrDuplicatedKey):
			return fault.New(fault.Conflict, "point_exists")
		case db.Violates(err, "series_points_series_code_fkey") || errors.Is(err, gorm.ErrForeignKeyViolated):
			return fault.New(fault.NotFound, "not_found")
		case err != nil:
			return fmt.Errorf("add point: %w", err)
		}
		return event.Record(tx, event.Change{Action: "series.point", Subject: "series", SubjectID: code, Division: p.Division, After: p})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}
