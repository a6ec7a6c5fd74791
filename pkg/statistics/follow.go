package statistics

import (
	"context"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division/register"
)

// Follow counts the counties that a change of divisions touches anew, in its transaction.
func (s *Service) Follow(ctx context.Context, tx *gorm.DB, c register.Change) error {
	touched := map[string]bool{}
	for _, step := range c.Retired {
		touched[step.Code.County()] = true
		for _, code := range step.Successors {
			touched[code.County()] = true
		}
	}
	for _, code := range c.Added {
		touched[code.County()] = true
	}
	counties := make([]string, 0, len(touched))
	for county := range touched {
		counties = append(counties, county)
	}
	return s.RecountMany(ctx, tx, counties)
}
