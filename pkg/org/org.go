// Package org holds who works with the platform: organisations, users, their grants and sessions.
//
// A session is active -> revoked (sign-out, password change, disabled account, reuse of a refresh token) or expired.
package org

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// Service manages organisations, users, grants and sessions.
type Service struct {
	DB     *db.DB
	Secret *secret.Box
	Now    func() time.Time

	keys    keyring
	checked checked
}

// After is the place in a list ordered by division and id below which the next page starts.
type After struct {
	Division string    `json:"d"`
	ID       uuid.UUID `json:"i"`
}

func (a *After) scope(table string) func(*gorm.DB) *gorm.DB {
	return func(tx *gorm.DB) *gorm.DB {
		tx = tx.Order(table + ".division, " + table + ".id")
		if a == nil {
			return tx
		}
		return tx.Where("("+table+".division, "+table+".id) > (?, ?)", a.Division, a.ID)
	}
}

// placed reads a table with the names of its divisions.
func placed(table string) func(*gorm.DB) *gorm.DB {
	return func(tx *gorm.DB) *gorm.DB {
		return tx.Select(table + ".*, divisions.name AS division_name").Joins("LEFT JOIN divisions ON divisions.code = " + table + ".division")
	}
}

// lock reads a row by id for change.
func lock[T any](tx *gorm.DB, id uuid.UUID) (*T, error) {
	var row T
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&row, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return &row, nil
}

func checkVersion(given, current int) error {
	if given != current {
		return fault.New(fault.Stale, "stale_version", "current", current)
	}
	return nil
}

func checkDivision(tx *gorm.DB, in *fault.Fields, field, code string) error {
	if code == "000000000000" {
		return nil
	}
	var n int64
	if err := tx.Table("divisions").Where("code = ? AND valid_to IS NULL", code).Count(&n).Error; err != nil {
		return fmt.Errorf("check division: %w", err)
	}
	if n == 0 {
		in.Add(field, "division_not_found", "code", code)
	}
	return nil
}
