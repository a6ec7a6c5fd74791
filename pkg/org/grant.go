package org

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Grant is a role that a user holds.
type Grant struct {
	ID        uuid.UUID  `json:"id" validate:"required" format:"uuid"`
	UserID    uuid.UUID  `json:"user_id" validate:"required" format:"uuid"`
	GrantedBy *uuid.UUID `json:"granted_by,omitempty" format:"uuid"`
	CreatedAt time.Time  `json:"created_at" validate:"required" format:"date-time"`
	authz.Grant
	DivisionName     string `json:"division_name,omitempty" gorm:"->"`
	OrganisationName string `json:"organisation_name,omitempty" gorm:"->"`
}

// Grants lists what an account holds.
func (s *Service) Grants(ctx context.Context, userID uuid.UUID) ([]Grant, error) {
	if _, err := s.User(ctx, userID); err != nil {
		return nil, err
	}
	return grantsOf(s.DB.Read(ctx), userID)
}

func grantsOf(tx *gorm.DB, userID uuid.UUID) ([]Grant, error) {
	rows := []Grant{}
	err := tx.Table("grants").Select("grants.*, divisions.name AS division_name, organisations.name AS organisation_name").
		Joins("LEFT JOIN divisions ON divisions.code = grants.division").
		Joins("LEFT JOIN organisations ON organisations.id = grants.organisation_id").
		Where("user_id = ?", userID).Order("grants.id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("grants: %w", err)
	}
	return rows, nil
}

// AddGrant gives a user a role in a territory. Nobody can grant what they do not hold.
func (s *Service) AddGrant(ctx context.Context, userID uuid.UUID, g authz.Grant) (*Grant, error) {
	row := &Grant{ID: uuid.Must(uuid.NewV7()), UserID: userID, GrantedBy: actorID(ctx), CreatedAt: s.Now(), Grant: g}
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		u, err := lock[User](tx, userID)
		if err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.UserManage, u.Division); err != nil {
			return err
		}
		if err := checkGrantInput(tx, g); err != nil {
			return err
		}
		if err := authz.CheckGrant(ctx, g); err != nil {
			return err
		}
		if err := tx.Table("grants").Omit("DivisionName", "OrganisationName").Create(row).Error; err != nil {
			if db.Violates(err, "grants_unique") {
				return fault.New(fault.Conflict, "grant_exists")
			}
			return fmt.Errorf("add grant: %w", err)
		}
		return event.Record(tx, event.Change{Action: "user.grant", Subject: "user", SubjectID: userID.String(), Division: u.Division, After: g})
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

func checkGrantInput(tx *gorm.DB, g authz.Grant) error {
	var f fault.Fields
	fault.OneOf(&f, "role", g.Role, authz.Roles()...)
	if _, err := division.Parse(string(g.Division)); err != nil {
		f.Add("division", "division_code")
	} else if err := checkDivision(tx, &f, "division", string(g.Division)); err != nil {
		return err
	}
	if g.OrganisationID != nil {
		var n int64
		if err := tx.Table("organisations").Where("id = ?", *g.OrganisationID).Count(&n).Error; err != nil {
			return fmt.Errorf("check organisation: %w", err)
		}
		if n == 0 {
			f.Add("organisation_id", "not_found")
		}
	}
	return f.Err()
}

// RemoveGrant takes a role from a user.
func (s *Service) RemoveGrant(ctx context.Context, userID, id uuid.UUID) error {
	return s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		u, err := lock[User](tx, userID)
		if err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.UserManage, u.Division); err != nil {
			return err
		}
		var g Grant
		if err := tx.Table("grants").Omit("DivisionName", "OrganisationName").Limit(1).Find(&g, "id = ? AND user_id = ?", id, userID).Error; err != nil {
			return fmt.Errorf("find grant: %w", err)
		}
		if g.ID == uuid.Nil {
			return fault.New(fault.NotFound, "not_found")
		}
		if err := authz.CheckGrant(ctx, g.Grant); err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM grants WHERE id = ?", id).Error; err != nil {
			return fmt.Errorf("remove grant: %w", err)
		}
		return event.Record(tx, event.Change{Action: "user.revoke", Subject: "user", SubjectID: userID.String(), Division: u.Division, Before: g.Grant})
	})
}

func actorID(ctx context.Context) *uuid.UUID {
	if id := authz.From(ctx).UserID; id != uuid.Nil {
		return &id
	}
	return nil
}
