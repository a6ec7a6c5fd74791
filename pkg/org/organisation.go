package org

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/gram"
)

// OrganisationKind is what an organisation is in law (R63, R82).
type OrganisationKind string

// The kinds of organisation.
const (
	Government        OrganisationKind = "government"
	Committee         OrganisationKind = "committee"
	PublicInstitution OrganisationKind = "public_institution"
	SocialGroup       OrganisationKind = "social_group"
	SocialService     OrganisationKind = "social_service"
	Foundation        OrganisationKind = "foundation"
	Enterprise        OrganisationKind = "enterprise"
	OtherOrganisation OrganisationKind = "other"
)

// Organisation operates facilities, delivers services or is a department.
type Organisation struct {
	ID           uuid.UUID        `json:"id" validate:"required" format:"uuid"`
	Name         string           `json:"name" validate:"required" maxLength:"200"`
	Kind         OrganisationKind `json:"kind" validate:"required"`
	USCC         *string          `json:"uscc,omitempty" gorm:"column:uscc" example:"91350100M000100Y43"`
	USCCNote     *string          `json:"uscc_note,omitempty" gorm:"column:uscc_note"` // evidence for a code whose check digit does not fit (R81)
	Division     division.Code    `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	DivisionName string           `json:"division_name,omitempty" gorm:"->"`
	Contact      *string          `json:"contact,omitempty"`
	Disabled     bool             `json:"disabled" validate:"required"`
	Grams        pq.StringArray   `json:"-" gorm:"type:text[]"`
	Version      int              `json:"version" validate:"required"`
	CreatedAt    time.Time        `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt    time.Time        `json:"updated_at" validate:"required" format:"date-time"`
}

// OrganisationInput is what a person fills in.
type OrganisationInput struct {
	Name     string           `json:"name" validate:"required" maxLength:"200"`
	Kind     OrganisationKind `json:"kind" validate:"required"`
	USCC     string           `json:"uscc,omitempty" maxLength:"18"`
	USCCNote string           `json:"uscc_note,omitempty" maxLength:"500"`
	Division division.Code    `json:"division" validate:"required" swaggertype:"string" maxLength:"12"`
	Contact  string           `json:"contact,omitempty" maxLength:"100"`
	Disabled bool             `json:"disabled,omitempty"`
	Confirm  []string         `json:"confirm,omitempty" maxItems:"10"` // codes of warnings that were looked at
}

// OrganisationFilter narrows a list of organisations.
type OrganisationFilter struct {
	Division division.Code
	Query    string
	After    *After
	Limit    int
}

// Organisations lists organisations in order of division and id.
func (s *Service) Organisations(ctx context.Context, f OrganisationFilter) ([]Organisation, error) {
	q := s.DB.Read(ctx).Scopes(placed("organisations"), authz.Within(ctx, authz.OrganisationRead, "organisations.division", "organisations.id"), f.After.scope("organisations")).Limit(f.Limit)
	if f.Division != "" {
		lo, hi := f.Division.Range()
		q = q.Where("organisations.division >= ? AND organisations.division < ?", lo, hi)
	}
	if f.Query != "" {
		q = f.search(q)
	}
	rows := []Organisation{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	return rows, nil
}

// search finds a part of the name, or the whole credit code in large or small letters.
func (f OrganisationFilter) search(q *gorm.DB) *gorm.DB {
	if code := strings.ToUpper(f.Query); len(code) == usccLength && strings.Trim(code, usccAlphabet) == "" {
		return q.Where("organisations.uscc = ?", code)
	}
	return gram.Named(q, "organisations", f.Query)
}

// Organisation finds one organisation.
func (s *Service) Organisation(ctx context.Context, id uuid.UUID) (*Organisation, error) {
	rows := []Organisation{}
	err := s.DB.Read(ctx).Scopes(placed("organisations"), authz.Within(ctx, authz.OrganisationRead, "organisations.division", "organisations.id")).Limit(1).Find(&rows, "id = ?", id).Error
	if err != nil {
		return nil, fmt.Errorf("get organisation: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// CreateOrganisation registers an organisation.
func (s *Service) CreateOrganisation(ctx context.Context, in OrganisationInput) (*Organisation, error) {
	o := &Organisation{ID: uuid.Must(uuid.NewV7()), Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		if err := o.apply(tx, in); err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.OrganisationWrite, o.Division, &o.ID); err != nil {
			return err
		}
		if err := tx.Create(o).Error; err != nil {
			return organisationTaken(err)
		}
		return event.Record(tx, event.Change{Action: "organisation.create", Subject: "organisation", SubjectID: o.ID.String(), Division: o.Division, After: o})
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// UpdateOrganisation replaces what a person filled in, if nobody did so since version.
func (s *Service) UpdateOrganisation(ctx context.Context, id uuid.UUID, version int, in OrganisationInput) (*Organisation, error) {
	var o *Organisation
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) (err error) {
		if o, err = lock[Organisation](tx, id); err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.OrganisationWrite, o.Division, &o.ID); err != nil {
			return err
		}
		if err := checkVersion(version, o.Version); err != nil {
			return err
		}
		before := *o
		if err := o.apply(tx, in); err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.OrganisationWrite, o.Division, &o.ID); err != nil {
			return err
		}
		o.Version, o.UpdatedAt = o.Version+1, s.Now()
		if err := tx.Save(o).Error; err != nil {
			return organisationTaken(err)
		}
		return event.Record(tx, event.Change{Action: "organisation.update", Subject: "organisation", SubjectID: id.String(), Division: o.Division, Before: before, After: o})
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func organisationTaken(err error) error {
	if db.Violates(err, "organisations_uscc") {
		return fault.New(fault.Conflict, "uscc_taken")
	}
	return fmt.Errorf("write organisation: %w", err)
}

func (o *Organisation) apply(tx *gorm.DB, in OrganisationInput) error {
	var f fault.Fields
	o.Name = f.Text("name", in.Name, 200)
	o.Grams = gram.Of(o.Name)
	fault.OneOf(&f, "kind", in.Kind, Government, Committee, PublicInstitution, SocialGroup, SocialService, Foundation, Enterprise, OtherOrganisation)
	o.Kind, o.Disabled, o.Division = in.Kind, in.Disabled, in.Division
	o.Contact = optional(f.Text("contact", in.Contact, 100, true))
	o.USCCNote = optional(f.Text("uscc_note", in.USCCNote, 500, true))
	if _, err := division.Parse(string(in.Division)); err != nil {
		f.Add("division", "division_code")
	} else if err := checkDivision(tx, &f, "division", string(in.Division)); err != nil {
		return err
	}
	warnings := o.applyUSCC(&f, in)
	if err := f.Err(); err != nil {
		return err
	}
	return fault.Confirm(in.Confirm, warnings)
}

// applyUSCC takes the credit code. R81: codes of the pilot years are real and fail the check, so that a
// person may confirm one, but only with evidence.
func (o *Organisation) applyUSCC(f *fault.Fields, in OrganisationInput) []fault.Warning {
	o.USCC = optional(in.USCC)
	if in.USCC == "" {
		return nil
	}
	codes, err := CheckUSCC(in.USCC)
	if err != nil {
		f.Add("uscc", fault.Code(err))
		return nil
	}
	var warnings []fault.Warning
	for _, c := range codes {
		warnings = append(warnings, fault.Warning{Code: c, Field: "uscc"})
		if c == "uscc_check_digit" && slices.Contains(in.Confirm, c) && o.USCCNote == nil {
			f.Add("uscc_note", "required")
		}
	}
	return warnings
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
