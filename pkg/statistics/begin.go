package statistics

import (
	"context"
	"fmt"
)

// Begin counts everything when nothing has been counted yet, as after loading the divisions.
func (s *Service) Begin(ctx context.Context) error {
	var counted bool
	if err := s.DB.Read(ctx).Raw("SELECT EXISTS (SELECT FROM county_statistics)").Scan(&counted).Error; err != nil {
		return fmt.Errorf("begin statistics: %w", err)
	}
	if counted {
		return nil
	}
	return s.RecountAll(ctx)
}
