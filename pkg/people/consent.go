package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Purpose is what a child's data is processed for (R140).
type Purpose string

// The purposes.
const (
	ForProgramme   Purpose = "programme"
	ForHealth      Purpose = "health"
	ForCounselling Purpose = "counselling"
	ForPhoto       Purpose = "photo"
	ForCase        Purpose = "case"
)

// Purposes lists every purpose.
func Purposes() []Purpose {
	return []Purpose{ForProgramme, ForHealth, ForCounselling, ForPhoto, ForCase}
}

// Basis is what processing stands on (R141).
type Basis string

// The legal bases.
const (
	Agreed        Basis = "consent"
	StatutoryDuty Basis = "statutory_duty"
	Emergency     Basis = "emergency"
)

// Consent is the legal basis for one purpose of processing a child's data (R140, R141).
type Consent struct {
	ID           uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County       string        `json:"-"`
	Division     division.Code `json:"-"`
	ChildID      uuid.UUID     `json:"child_id" validate:"required" format:"uuid"`
	Purpose      Purpose       `json:"purpose" validate:"required"`
	Basis        Basis         `json:"basis" validate:"required"`
	GuardianID   *uuid.UUID    `json:"guardian_id,omitempty" format:"uuid"`
	GuardianName string        `json:"guardian_name,omitempty" gorm:"->"`
	GivenOn      division.Day  `json:"given_on" validate:"required" format:"date"`
	ToldOn       *division.Day `json:"told_on,omitempty" format:"date"` // without consent: when the guardian was told afterwards
	WithdrawnOn  *division.Day `json:"withdrawn_on,omitempty" format:"date"`
	Note         string        `json:"note,omitempty"`
	CreatedAt    time.Time     `json:"created_at" validate:"required" format:"date-time"`
}

// ConsentInput is what a person records about a legal basis.
type ConsentInput struct {
	Purpose    Purpose      `json:"purpose" validate:"required"`
	Basis      Basis        `json:"basis" validate:"required"`
	GuardianID *uuid.UUID   `json:"guardian_id,omitempty" format:"uuid"` // the legal guardian who agreed
	GivenOn    division.Day `json:"given_on" validate:"required" format:"date"`
	ToldOn     division.Day `json:"told_on,omitempty" format:"date"`
	Note       string       `json:"note,omitempty" maxLength:"500"`
}

// Consents lists the legal bases of a child, newest first.
func (s *Service) Consents(ctx context.Context, child uuid.UUID) ([]Consent, error) {
	c, err := s.Child(ctx, child)
	if err != nil {
		return nil, err
	}
	rows := []Consent{}
	err = s.DB.Read(ctx).Table("consents").Select("consents.*, g.name AS guardian_name").
		Joins("LEFT JOIN guardians g ON g.id = consents.guardian_id AND g.county = consents.county").
		Where("consents.child_id = ? AND consents.county = ?", c.ID, c.County).Order("consents.given_on DESC, consents.id DESC").Limit(500).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("consents: %w", err)
	}
	return rows, nil
}

// GiveConsent records a legal basis.
func (s *Service) GiveConsent(ctx context.Context, child uuid.UUID, in ConsentInput) (*Consent, error) {
	var row *Consent
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.Lock(ctx, tx, child, authz.PersonWrite)
		if err != nil {
			return err
		}
		row, err = s.giveConsent(tx, c, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

func (s *Service) giveConsent(tx *gorm.DB, c *Child, in ConsentInput) (*Consent, error) {
	row := &Consent{ID: uuid.Must(uuid.NewV7()), County: c.County, Division: c.Division, ChildID: c.ID, CreatedAt: s.Now(),
		Purpose: in.Purpose, Basis: in.Basis, GuardianID: in.GuardianID, GivenOn: in.GivenOn}
	if err := s.checkConsent(tx, c, row, in); err != nil {
		return nil, err
	}
	if err := tx.Omit("GuardianName").Create(row).Error; err != nil {
		return nil, fmt.Errorf("write consent: %w", err)
	}
	return row, event.Record(tx, childChange("child.consent.give", c, nil, row))
}

// checkConsent: only a legal guardian consents; the other bases have none.
func (s *Service) checkConsent(tx *gorm.DB, c *Child, row *Consent, in ConsentInput) error {
	var bad fault.Fields
	fault.OneOf(&bad, "purpose", in.Purpose, Purposes()...)
	fault.OneOf(&bad, "basis", in.Basis, Agreed, StatutoryDuty, Emergency)
	row.Note = bad.Text("note", in.Note, 500, true)
	checkPast(&bad, "given_on", in.GivenOn, c.BirthDate, s.today())
	if in.ToldOn != "" {
		checkPast(&bad, "told_on", in.ToldOn, in.GivenOn, s.today())
		row.ToldOn = &in.ToldOn
	}
	switch {
	case in.Basis != Agreed && in.GuardianID != nil:
		bad.Add("guardian_id", "basis_without_guardian")
	case in.Basis == Agreed && in.GuardianID == nil:
		bad.Add("guardian_id", "required")
	case in.Basis == Agreed:
		legal, err := isLegal(tx, c, *in.GuardianID)
		if err != nil {
			return err
		}
		if !legal {
			bad.Add("guardian_id", "consent_needs_legal_guardian")
		}
	}
	return bad.Err()
}

func isLegal(tx *gorm.DB, c *Child, guardian uuid.UUID) (bool, error) {
	var n int64
	err := tx.Table("guardianships").Where("child_id = ? AND county = ? AND guardian_id = ? AND legal AND ended_on IS NULL", c.ID, c.County, guardian).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("legal guardian: %w", err)
	}
	return n > 0, nil
}

// Withdrawal takes a consent back.
type Withdrawal struct {
	On division.Day `json:"on" validate:"required" format:"date"`
}

// WithdrawConsent ends a consent from a day on. Data that the law asks for stays (R141).
func (s *Service) WithdrawConsent(ctx context.Context, child, id uuid.UUID, in Withdrawal) (*Consent, error) {
	var row Consent
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.Lock(ctx, tx, child, authz.PersonWrite)
		if err != nil {
			return err
		}
		err = tx.Omit("GuardianName").Take(&row, "id = ? AND child_id = ? AND county = ?", id, c.ID, c.County).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return fault.New(fault.NotFound, "not_found")
		}
		if err != nil {
			return fmt.Errorf("consent: %w", err)
		}
		return s.withdraw(tx, c, &row, in.On)
	})
	if err != nil {
		return nil, err
	}
	return &row, nil
}

func (s *Service) withdraw(tx *gorm.DB, c *Child, row *Consent, on division.Day) error {
	if row.Basis != Agreed || row.WithdrawnOn != nil {
		return fault.New(fault.Conflict, "consent_not_withdrawable")
	}
	var bad fault.Fields
	checkPast(&bad, "on", on, row.GivenOn, s.today())
	if err := bad.Err(); err != nil {
		return err
	}
	before := *row
	row.WithdrawnOn = &on
	if err := tx.Model(row).Where("county = ?", c.County).Update("withdrawn_on", on).Error; err != nil {
		return fmt.Errorf("withdraw consent: %w", err)
	}
	return event.Record(tx, childChange("child.consent.withdraw", c, &before, row))
}

// HasBasis tells whether a child's data may be processed for a purpose on a day: "consent_missing" when nothing allows it.
func HasBasis(tx *gorm.DB, c *Child, p Purpose, day division.Day) error {
	var n int64
	err := tx.Table("consents").Where("child_id = ? AND county = ? AND purpose = ? AND given_on <= ? AND (withdrawn_on IS NULL OR withdrawn_on > ?)",
		c.ID, c.County, p, day, day).Limit(1).Count(&n).Error
	if err != nil {
		return fmt.Errorf("legal basis: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "consent_missing", "purpose", p)
	}
	return nil
}
