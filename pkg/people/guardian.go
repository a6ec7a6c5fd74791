package people

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Relation is how a guardian stands to a child.
type Relation string

// The relations.
const (
	Father      Relation = "father"
	Mother      Relation = "mother"
	Grandparent Relation = "grandparent"
	Sibling     Relation = "sibling"
	Relative    Relation = "relative"
	Foster      Relation = "foster"
	Delegate    Relation = "delegate" // cares by a written delegation (R110)
	Institution Relation = "institution"
	OtherPerson Relation = "other"
)

// Relations lists every relation.
func Relations() []Relation {
	return []Relation{Father, Mother, Grandparent, Sibling, Relative, Foster, Delegate, Institution, OtherPerson}
}

// guardian is a person, who may stand in a relation to several children.
type guardian struct {
	ID          uuid.UUID
	County      string
	Division    division.Code
	Name        string
	PhoneCipher []byte
	PhoneMask   *string
	PhoneBlind  []byte
	EmailCipher []byte
	Locale      string
	Version     int
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Guardian is somebody in a relation to a child. A bar outweighs every permission to pick up.
type Guardian struct {
	ID         uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	County     string        `json:"-"`
	Division   division.Code `json:"-"`
	ChildID    uuid.UUID     `json:"child_id" validate:"required" format:"uuid"`
	GuardianID uuid.UUID     `json:"guardian_id" validate:"required" format:"uuid"` // the same person for siblings
	Name       string        `json:"name" validate:"required" gorm:"->"`
	PhoneMask  *string       `json:"phone,omitempty" gorm:"->"` // masked
	HasEmail   bool          `json:"has_email" validate:"required" gorm:"->"`
	Relation   Relation      `json:"relation" validate:"required"`
	Legal      bool          `json:"legal" validate:"required"` // a legal guardian, who can consent
	MayPickUp  bool          `json:"may_pick_up" validate:"required"`
	Barred     bool          `json:"barred" validate:"required"`
	BarredWhy  string        `json:"barred_why,omitempty"`
	EndedOn    *division.Day `json:"ended_on,omitempty" format:"date"`
	Version    int           `json:"version" validate:"required"`
	CreatedAt  time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt  time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// TableName is that of relations: the person stands in guardians.
func (Guardian) TableName() string { return "guardianships" }

// GuardianInput is what a person fills in about a guardian. A phone number given as its mask and an address given
// as "***" stay as they are.
type GuardianInput struct {
	GuardianID *uuid.UUID   `json:"guardian_id,omitempty" format:"uuid"` // one who is known already, as of a sibling
	Name       string       `json:"name,omitempty" maxLength:"60"`
	Phone      string       `json:"phone,omitempty" maxLength:"20"`
	Email      string       `json:"email,omitempty" maxLength:"200"`
	Relation   Relation     `json:"relation" validate:"required"`
	Legal      bool         `json:"legal,omitempty"`
	MayPickUp  bool         `json:"may_pick_up,omitempty"`
	Barred     bool         `json:"barred,omitempty"`
	BarredWhy  string       `json:"barred_why,omitempty" maxLength:"200"` // the order or decision that bars them
	EndedOn    division.Day `json:"ended_on,omitempty" format:"date"`
	Consents   []Purpose    `json:"consents,omitempty" maxItems:"5"` // to which they agree today; only when added
}

const guardianColumns = `guardianships.*, g.name, g.phone_mask, g.email_cipher IS NOT NULL AS has_email`

// Guardians lists those of a child: present ones first, who may pick up before the others.
func (s *Service) Guardians(ctx context.Context, child uuid.UUID) ([]Guardian, error) {
	c, err := s.Child(ctx, child)
	if err != nil {
		return nil, err
	}
	return guardians(s.DB.Read(ctx), c.County, c.ID)
}

func guardians(tx *gorm.DB, county string, child uuid.UUID) ([]Guardian, error) {
	rows := []Guardian{}
	err := tx.Table("guardianships").Select(guardianColumns).Joins("JOIN guardians g ON g.id = guardianships.guardian_id AND g.county = guardianships.county").
		Where("guardianships.child_id = ? AND guardianships.county = ?", child, county).
		Order("guardianships.ended_on IS NOT NULL, NOT guardianships.may_pick_up, NOT guardianships.legal, guardianships.id").Limit(100).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("guardians: %w", err)
	}
	return rows, nil
}

// AddGuardian puts somebody into a relation to a child.
func (s *Service) AddGuardian(ctx context.Context, child uuid.UUID, in GuardianInput) (*Guardian, error) {
	var g *Guardian
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.Lock(ctx, tx, child, authz.PersonWrite)
		if err != nil {
			return err
		}
		g, err = s.addGuardian(tx, c, in, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}

// addGuardian writes a guardian with what they consent to; prefix names the place in a larger input.
func (s *Service) addGuardian(tx *gorm.DB, c *Child, in GuardianInput, prefix string) (*Guardian, error) {
	g := &Guardian{ID: uuid.Must(uuid.NewV7()), County: c.County, Division: c.Division, ChildID: c.ID, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	var bad fault.Fields
	g.apply(&bad, prefix, in, s.today())
	if len(in.Consents) > 0 && !in.Legal {
		bad.Add(prefix+"consents", "consent_needs_legal_guardian")
	}
	for i, p := range in.Consents {
		fault.OneOf(&bad, fmt.Sprintf("%sconsents.%d", prefix, i), p, Purposes()...)
	}
	person, err := s.person(tx, c, in, &bad, prefix)
	if err != nil {
		return nil, err
	}
	g.GuardianID, g.Name, g.PhoneMask, g.HasEmail = person.ID, person.Name, person.PhoneMask, len(person.EmailCipher) > 0
	if err := tx.Omit("Name", "PhoneMask", "HasEmail").Create(g).Error; err != nil {
		return nil, relationTaken(err)
	}
	if err := event.Record(tx, childChange("child.guardian.add", c, nil, g)); err != nil {
		return nil, err
	}
	for _, p := range in.Consents {
		if _, err := s.giveConsent(tx, c, ConsentInput{Purpose: p, Basis: Agreed, GuardianID: &g.GuardianID, GivenOn: s.today()}); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func relationTaken(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.New(fault.Conflict, "guardian_known")
	}
	return fmt.Errorf("write guardian: %w", err)
}

// person finds the guardian that an input names, or makes a new one.
func (s *Service) person(tx *gorm.DB, c *Child, in GuardianInput, bad *fault.Fields, prefix string) (*guardian, error) {
	if in.GuardianID == nil {
		p := &guardian{ID: uuid.Must(uuid.NewV7()), County: c.County, Division: c.Division, Locale: "zh-CN", Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
		if err := s.applyPerson(bad, prefix, p, in); err != nil {
			return nil, err
		}
		if err := tx.Create(p).Error; err != nil {
			return nil, fmt.Errorf("create guardian: %w", err)
		}
		return p, nil
	}
	var p guardian
	err := tx.Take(&p, "id = ? AND county = ?", *in.GuardianID, c.County).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		bad.Add(prefix+"guardian_id", "guardian_not_found")
	} else if err != nil {
		return nil, fmt.Errorf("guardian: %w", err)
	}
	return &p, bad.Err()
}

var (
	phonePattern = regexp.MustCompile(`^\+?[0-9][0-9 -]{4,18}[0-9]$`)
	emailPattern = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
)

func phonePlace(id uuid.UUID) string { return "guardians.phone." + id.String() }

func emailPlace(id uuid.UUID) string { return "guardians.email." + id.String() }

// maskPhone keeps what lets a person recognise a number: 138****5678.
func maskPhone(phone string) string {
	n := len(phone)
	if n >= 11 {
		return phone[:3] + strings.Repeat("*", n-7) + phone[n-4:]
	}
	return strings.Repeat("*", n-2) + phone[n-2:]
}

func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, phone)
}

// applyPerson checks and takes over who a guardian is.
func (s *Service) applyPerson(bad *fault.Fields, prefix string, p *guardian, in GuardianInput) (err error) {
	p.Name = bad.Text(prefix+"name", in.Name, 60)
	if in.Phone != "" && (p.PhoneMask == nil || in.Phone != *p.PhoneMask) && !phonePattern.MatchString(in.Phone) {
		bad.Add(prefix+"phone", "phone_format")
	}
	if in.Email != "" && in.Email != kept && !emailPattern.MatchString(in.Email) {
		bad.Add(prefix+"email", "email_format")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if err := s.setPhone(p, in.Phone); err != nil {
		return err
	}
	switch in.Email {
	case kept:
	case "":
		p.EmailCipher = nil
	default:
		p.EmailCipher, err = s.Secret.Seal(in.Email, emailPlace(p.ID))
	}
	return err
}

func (s *Service) setPhone(p *guardian, phone string) (err error) {
	if p.PhoneMask != nil && phone == *p.PhoneMask {
		return nil
	}
	p.PhoneCipher, p.PhoneMask, p.PhoneBlind = nil, nil, nil
	if phone == "" {
		return nil
	}
	if p.PhoneCipher, err = s.Secret.Seal(phone, phonePlace(p.ID)); err != nil {
		return err
	}
	masked := maskPhone(digits(phone))
	p.PhoneMask, p.PhoneBlind = &masked, s.Secret.Blind("phone:"+digits(phone))
	return nil
}

// apply checks and takes over how a guardian stands to a child.
func (g *Guardian) apply(bad *fault.Fields, prefix string, in GuardianInput, today division.Day) {
	fault.OneOf(bad, prefix+"relation", in.Relation, Relations()...)
	g.BarredWhy = bad.Text(prefix+"barred_why", in.BarredWhy, 200, true)
	if in.Barred && g.BarredWhy == "" {
		bad.Add(prefix+"barred_why", "required")
	}
	if in.Barred && in.MayPickUp {
		bad.Add(prefix+"may_pick_up", "barred_may_not_pick_up")
	}
	if !in.Barred {
		g.BarredWhy = ""
	}
	g.Relation, g.Legal, g.MayPickUp, g.Barred, g.EndedOn = in.Relation, in.Legal, in.MayPickUp, in.Barred, nil
	if in.EndedOn != "" {
		checkPast(bad, prefix+"ended_on", in.EndedOn, division.Beginning, today)
		g.EndedOn = &in.EndedOn
	}
}

// UpdateGuardian changes somebody's relation to a child and who they are, if nobody did so since version.
func (s *Service) UpdateGuardian(ctx context.Context, child, id uuid.UUID, version int, in GuardianInput) (*Guardian, error) {
	var g Guardian
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.Lock(ctx, tx, child, authz.PersonWrite)
		if err != nil {
			return err
		}
		p, err := s.lockGuardian(tx, c, id, &g)
		if err != nil {
			return err
		}
		if err := checkVersion(version, g.Version); err != nil {
			return err
		}
		before := g
		var bad fault.Fields
		g.apply(&bad, "", in, s.today())
		if err := s.applyPerson(&bad, "", p, in); err != nil {
			return err
		}
		return s.saveGuardian(tx, c, &before, &g, p)
	})
	if err != nil {
		return nil, err
	}
	return &g, nil
}

func (s *Service) lockGuardian(tx *gorm.DB, c *Child, id uuid.UUID, g *Guardian) (*guardian, error) {
	var p guardian
	err := tx.Table("guardianships").Take(g, "id = ? AND child_id = ? AND county = ?", id, c.ID, c.County).Error
	if err == nil {
		err = tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Take(&p, "id = ? AND county = ?", g.GuardianID, c.County).Error
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("lock guardian: %w", err)
	}
	g.Name, g.PhoneMask, g.HasEmail = p.Name, p.PhoneMask, len(p.EmailCipher) > 0
	return &p, nil
}

func (s *Service) saveGuardian(tx *gorm.DB, c *Child, before, g *Guardian, p *guardian) error {
	p.Version, p.UpdatedAt = p.Version+1, s.Now()
	if err := tx.Save(p).Error; err != nil {
		return fmt.Errorf("write guardian: %w", err)
	}
	g.Name, g.PhoneMask, g.HasEmail = p.Name, p.PhoneMask, len(p.EmailCipher) > 0
	g.Version, g.UpdatedAt = g.Version+1, s.Now()
	if err := tx.Omit("Name", "PhoneMask", "HasEmail").Save(g).Error; err != nil {
		return relationTaken(err)
	}
	return event.Record(tx, childChange("child.guardian.update", c, before, g))
}

// GuardianContact is how to reach a guardian, in clear.
type GuardianContact struct {
	Name  string `json:"name" validate:"required"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

// RevealGuardian gives a guardian's number in clear, and records who read it (R142).
func (s *Service) RevealGuardian(ctx context.Context, child, id uuid.UUID) (*GuardianContact, error) {
	var answer GuardianContact
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c, err := s.Lock(ctx, tx, child, authz.PersonReveal)
		if err != nil {
			return err
		}
		var g Guardian
		p, err := s.lockGuardian(tx, c, id, &g)
		if err != nil {
			return err
		}
		answer.Name = p.Name
		if answer.Phone, err = s.open(p.PhoneCipher, phonePlace(p.ID)); err != nil {
			return err
		}
		if answer.Email, err = s.open(p.EmailCipher, emailPlace(p.ID)); err != nil {
			return err
		}
		return event.Record(tx, childChange("child.guardian.reveal", c, nil, nil))
	})
	if err != nil {
		return nil, err
	}
	return &answer, nil
}
