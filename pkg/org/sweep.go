package org

import (
	"context"
	"fmt"
)

// Sweep deletes what no longer matters: counts of failed attempts that have been forgiven, and refresh
// tokens that expired. Sessions stay, as they tell from where an account has signed in before.
func (s *Service) Sweep(ctx context.Context) error {
	db := s.DB.Read(ctx)
	if err := db.Exec("DELETE FROM login_failures WHERE last_at < ?", s.Now().Add(-window)).Error; err != nil {
		return fmt.Errorf("sweep failed attempts: %w", err)
	}
	if err := db.Exec("DELETE FROM refresh_tokens WHERE expires_at < ?", s.Now()).Error; err != nil {
		return fmt.Errorf("sweep refresh tokens: %w", err)
	}
	return nil
}
