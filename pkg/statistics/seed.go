package statistics

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/google/uuid"
	"gopkg.in/yaml.v3"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

//go:embed series.yaml
var seriesYAML []byte

// seedSeries is one series of series.yaml.
type seedSeries struct {
	Code         string `yaml:"code"`
	TitleZH      string `yaml:"title_zh"`
	TitleEN      string `yaml:"title_en"`
	Unit         string `yaml:"unit"`
	ScopeZH      string `yaml:"scope_zh"`
	ScopeEN      string `yaml:"scope_en"`
	DefinitionZH string `yaml:"definition_zh"`
	DefinitionEN string `yaml:"definition_en"`
	Source       string `yaml:"source"`
	Document     string `yaml:"document"`
	Points       []struct {
		Division division.Code `yaml:"division"`
		AsOf     division.Day  `yaml:"as_of"`
		From     division.Day  `yaml:"from"`
		To       division.Day  `yaml:"to"`
		Value    string        `yaml:"value"`
		NoteZH   string        `yaml:"note_zh"`
		NoteEN   string        `yaml:"note_en"`
	} `yaml:"points"`
}

// SeedSeries stores the published figures that come with the platform, where they are missing. It may be called
// at every start.
func (s *Service) SeedSeries(ctx context.Context) error {
	var seeds []seedSeries
	if err := yaml.Unmarshal(seriesYAML, &seeds); err != nil {
		return fmt.Errorf("series.yaml: %w", err)
	}
	return s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		tx = tx.Clauses(clause.OnConflict{DoNothing: true})
		for _, seed := range seeds {
			if err := s.seed(tx.Session(&gorm.Session{}), seed); err != nil {
				return fmt.Errorf("seed series %s: %w", seed.Code, err)
			}
		}
		return nil
	})
}

func (s *Service) seed(tx *gorm.DB, seed seedSeries) error {
	now := s.Now()
	v := Series{
		Code: seed.Code, TitleZH: seed.TitleZH, TitleEN: seed.TitleEN, Unit: seed.Unit, ScopeZH: seed.ScopeZH, ScopeEN: seed.ScopeEN,
		DefinitionZH: seed.DefinitionZH, DefinitionEN: seed.DefinitionEN, Source: seed.Source, Document: seed.Document, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	done := tx.Create(&v)
	if done.Error != nil {
		return done.Error
	}
	for _, p := range seed.Points {
		point := Point{
			ID: uuid.Must(uuid.NewV7()), SeriesCode: seed.Code, Division: p.Division, AsOf: p.AsOf, FromDay: p.From, ToDay: p.To,
			Value: p.Value, NoteZH: p.NoteZH, NoteEN: p.NoteEN, CreatedAt: now,
		}
		if err := tx.Create(&point).Error; err != nil {
			return err
		}
	}
	if done.RowsAffected == 0 {
		return nil
	}
	return event.Record(tx.Session(&gorm.Session{NewDB: true}), event.Change{Action: "series.create", Subject: "series", SubjectID: v.Code, Division: division.Country, After: v})
}
