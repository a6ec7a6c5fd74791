package program

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/gram"
)

// Kind is the form of a service for children (M11, M41 to M64).
type Kind string

// The kinds of programme.
const (
	FourThirtyClass       Kind = "four_thirty_class"
	MentalHealthClass     Kind = "mental_health_class"
	ParentChildRoom       Kind = "parent_child_room"
	EarlyChildhoodGuiding Kind = "early_childhood_guidance"
	FamilyEducation       Kind = "family_education"
	ReadingRoom           Kind = "reading_room"
	Lecture               Kind = "lecture"
	InterestGroup         Kind = "interest_group"
	HolidayCamp           Kind = "holiday_camp"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{FourThirtyClass, MentalHealthClass, ParentChildRoom, EarlyChildhoodGuiding, FamilyEducation, ReadingRoom, Lecture, InterestGroup, HolidayCamp}
}

// FeeRule says what a place costs.
type FeeRule string

// The fee rules. R121: what is offered in a children's home is free.
const (
	Free       FeeRule = "free"
	PerSession FeeRule = "per_session"
	PerCohort  FeeRule = "per_cohort"
)

// Status is where a programme is in its life.
type Status string

// The statuses of a programme.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Archived  Status = "archived"
)

// Statuses lists every status in the order of a programme's life.
func Statuses() []Status { return []Status{Draft, Published, Archived} }

// Programme is a service for children or parents that a facility offers.
type Programme struct {
	ID           uuid.UUID      `json:"id" validate:"required" format:"uuid"`
	County       string         `json:"-"`
	Division     division.Code  `json:"division" validate:"required"`
	FacilityID   uuid.UUID      `json:"facility_id" validate:"required" format:"uuid"`
	FacilityName string         `json:"facility_name,omitempty" gorm:"->"`
	OperatorID   *uuid.UUID     `json:"-" gorm:"->"`                         // of the facility: its grants reach the programme
	ProviderID   *uuid.UUID     `json:"provider_id,omitempty" format:"uuid"` // who delivers it, when that is not the operator of the facility
	Kind         Kind           `json:"kind" validate:"required"`
	Name         string         `json:"name" validate:"required"`
	Grams        pq.StringArray `json:"-" gorm:"type:text[];default:'{}'"`
	Description  string         `json:"description,omitempty"`
	AgeMin       int            `json:"age_min" validate:"required"` // years on the first day of a cohort
	AgeMax       int            `json:"age_max" validate:"required"`
	FeeRule      FeeRule        `json:"fee_rule" validate:"required"`
	FeeFen       int64          `json:"fee_fen" validate:"required"`
	Status       Status         `json:"status" validate:"required"`
	Demo         bool           `json:"demo,omitempty"`
	Version      int            `json:"version" validate:"required"`
	CreatedAt    time.Time      `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt    time.Time      `json:"updated_at" validate:"required" format:"date-time"`
}

// ProgrammeInput is what a person fills in about a programme.
type ProgrammeInput struct {
	FacilityID  uuid.UUID  `json:"facility_id" validate:"required" format:"uuid"`
	ProviderID  *uuid.UUID `json:"provider_id,omitempty" format:"uuid"`
	Kind        Kind       `json:"kind" validate:"required"`
	Name        string     `json:"name" validate:"required" maxLength:"100"`
	Description string     `json:"description,omitempty" maxLength:"4000"`
	AgeMin      int        `json:"age_min,omitempty" minimum:"0" maximum:"120"`
	AgeMax      int        `json:"age_max" validate:"required" minimum:"0" maximum:"120"`
	FeeRule     FeeRule    `json:"fee_rule,omitempty"` // free when left out
	FeeFen      int64      `json:"fee_fen,omitempty" minimum:"0" maximum:"100000000"`
	Demo        bool       `json:"-"`
}

// maxFee is a million yuan, beyond which a fee is a slip of the pen.
const maxFee = 100_000_000

func (p *Programme) apply(in ProgrammeInput) error {
	var bad fault.Fields
	fault.OneOf(&bad, "kind", in.Kind, Kinds()...)
	p.Name = bad.Text("name", in.Name, 100)
	p.Grams = gram.Of(p.Name)
	p.Description = bad.Text("description", in.Description, 4000, true)
	p.Kind, p.FacilityID, p.ProviderID, p.Demo = in.Kind, in.FacilityID, in.ProviderID, in.Demo
	p.setAges(&bad, in.AgeMin, in.AgeMax)
	p.setFee(&bad, in.FeeRule, in.FeeFen)
	return bad.Err()
}

func (p *Programme) setAges(bad *fault.Fields, least, most int) {
	within(bad, "age_min", least, 0, 120)
	within(bad, "age_max", most, 0, 120)
	if least > most {
		bad.Add("age_max", "age_order", "min", least)
	}
	p.AgeMin, p.AgeMax = least, most
}

func (p *Programme) setFee(bad *fault.Fields, rule FeeRule, fen int64) {
	if rule == "" {
		rule = Free
	}
	fault.OneOf(bad, "fee_rule", rule, Free, PerSession, PerCohort)
	switch {
	case fen < 0 || fen > maxFee:
		bad.Add("fee_fen", "out_of_range", "min", 0, "max", maxFee)
	case rule == Free && fen != 0:
		bad.Add("fee_fen", "fee_when_free")
	case rule != Free && fen == 0:
		bad.Add("fee_fen", "required")
	}
	p.FeeRule, p.FeeFen = rule, fen
}

func within(bad *fault.Fields, name string, n, least, most int) {
	if n < least || n > most {
		bad.Add(name, "out_of_range", "min", least, "max", most)
	}
}

// ProgrammeFilter narrows a list of programmes; what is set must all hold.
type ProgrammeFilter struct {
	Division  division.Code // this division and everything below it
	Facility  *uuid.UUID
	Provider  *uuid.UUID
	Kinds     []string
	Statuses  []string
	Query     string // part of the name
	After     *Place
	Limit     int
	WithTotal bool
}

// Place is where in a list, ordered by division and id, the next page starts.
type Place struct {
	Division division.Code `json:"d"`
	ID       uuid.UUID     `json:"i"`
}

const programmeColumns = "programmes.*, f.name AS facility_name, f.operator_id"

// readable is a query on the programmes that the actor may read: those of the facilities its organisation
// operates, and those it delivers in others.
func (s *Service) readable(ctx context.Context) *gorm.DB {
	return s.DB.Read(ctx).Model(&Programme{}).
		Joins("JOIN facilities f ON f.id = programmes.facility_id AND f.county = programmes.county").
		Scopes(authz.Within(ctx, authz.ProgrammeRead, "programmes.division", "f.operator_id", "programmes.provider_id"))
}

// List gives programmes in order of division and id, and their number when asked for.
func (s *Service) List(ctx context.Context, f ProgrammeFilter) ([]Programme, *int64, error) {
	q := s.readable(ctx).Scopes(f.scope).Select(programmeColumns).Order("programmes.division, programmes.id").Limit(f.Limit)
	if f.After != nil {
		q = q.Where("(programmes.division, programmes.id) > (?, ?)", f.After.Division, f.After.ID)
	}
	rows := []Programme{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, nil, fmt.Errorf("list programmes: %w", err)
	}
	if !f.WithTotal {
		return rows, nil, nil
	}
	var n int64
	if err := s.readable(ctx).Scopes(f.scope).Count(&n).Error; err != nil {
		return nil, nil, fmt.Errorf("count programmes: %w", err)
	}
	return rows, &n, nil
}

func (f ProgrammeFilter) scope(q *gorm.DB) *gorm.DB {
	q = below(q, "programmes.division", f.Division)
	if f.Facility != nil {
		q = q.Where("programmes.facility_id = ?", *f.Facility)
	}
	if f.Provider != nil {
		q = q.Where("programmes.provider_id = ?", *f.Provider)
	}
	if len(f.Kinds) > 0 {
		q = q.Where("programmes.kind IN ?", f.Kinds)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("programmes.status IN ?", f.Statuses)
	}
	if f.Query != "" {
		q = gram.Named(q, "programmes", f.Query)
	}
	return q
}

// below limits a query to a division with everything under it.
func below(q *gorm.DB, column string, code division.Code) *gorm.DB {
	if code == "" || code == division.Country {
		return q
	}
	lo, hi := code.Range()
	return q.Where(column+" >= ? AND "+column+" < ?", lo, hi)
}

// Get finds one programme.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (*Programme, error) {
	var p Programme
	err := s.readable(ctx).Select(programmeColumns).Take(&p, "programmes.id = ?", id).Error
	return one(&p, err, "programme")
}

// one gives a row that was looked up, or "not_found".
func one[T any](row *T, err error, what string) (*T, error) {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", what, err)
	}
	return row, nil
}

// Create sets up a programme as a draft.
func (s *Service) Create(ctx context.Context, in ProgrammeInput) (*Programme, error) {
	p := &Programme{ID: uuid.Must(uuid.NewV7()), Status: Draft, Version: 1, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := p.apply(in); err != nil {
		return nil, err
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := s.place(ctx, tx, p); err != nil {
			return err
		}
		if err := tx.Create(p).Error; err != nil {
			return fmt.Errorf("create programme: %w", err)
		}
		return event.Record(tx, p.change("programme.create", nil, p, ""))
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// place puts a programme into its facility, which must not be closed and may set what it costs; it is locked
// against closing and moving meanwhile.
func (s *Service) place(ctx context.Context, tx *gorm.DB, p *Programme) error {
	var f facility.Facility
	err := tx.Raw("SELECT id, county, division, name, kind, status, operator_id FROM facilities WHERE id = ? FOR SHARE", p.FacilityID).Take(&f).Error
	if _, err := one(&f, err, "facility"); err != nil {
		return err
	}
	if p.County != "" && p.County != f.County {
		return invalid("facility_id", "programme_county")
	}
	p.County, p.Division, p.FacilityName, p.OperatorID = f.County, f.Division, f.Name, f.OperatorID
	if err := authz.Check(ctx, authz.ProgrammeWrite, f.Division, f.OperatorID, p.ProviderID); err != nil {
		return err
	}
	var bad fault.Fields
	if f.Status == facility.Closed {
		bad.Add("facility_id", "facility_closed")
	}
	if f.Kind == facility.ChildrensHome && p.FeeRule != Free { // R121
		bad.Add("fee_rule", "fee_in_childrens_home")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return checkProvider(tx, p.ProviderID)
}

func invalid(field, code string, params ...any) error {
	var bad fault.Fields
	bad.Add(field, code, params...)
	return bad.Err()
}

func checkProvider(tx *gorm.DB, id *uuid.UUID) error {
	if id == nil {
		return nil
	}
	var n int64
	if err := tx.Table("organisations").Where("id = ? AND NOT disabled", *id).Count(&n).Error; err != nil {
		return fmt.Errorf("provider: %w", err)
	}
	if n == 0 {
		return invalid("provider_id", "organisation_not_found")
	}
	return nil
}

// lock reads a programme for change by an actor who holds the permission to.
func (s *Service) lock(ctx context.Context, tx *gorm.DB, id uuid.UUID) (*Programme, error) {
	var p Programme
	err := tx.Raw("SELECT "+programmeColumns+` FROM programmes JOIN facilities f ON f.id = programmes.facility_id AND f.county = programmes.county
 WHERE programmes.id = ? FOR KEY SHARE OF f FOR NO KEY UPDATE OF programmes`, id).Take(&p).Error
	if _, err := one(&p, err, "programme"); err != nil {
		return nil, err
	}
	return &p, authz.Check(ctx, authz.ProgrammeWrite, p.Division, p.OperatorID, p.ProviderID)
}

func checkVersion(given, current int) error {
	if given != current {
		return fault.New(fault.Stale, "stale_version", "current", current)
	}
	return nil
}

// Update replaces what a person filled in, if nobody did so since version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, in ProgrammeInput) (*Programme, error) {
	return s.edit(ctx, id, version, "programme.update", "", func(ctx context.Context, tx *gorm.DB, p *Programme) error {
		if p.Status == Archived {
			return fault.New(fault.Conflict, "programme_archived")
		}
		if in.FacilityID != p.FacilityID {
			return invalid("facility_id", "programme_stays")
		}
		in.Demo = p.Demo
		if err := p.apply(in); err != nil {
			return err
		}
		return s.place(ctx, tx, p)
	})
}

// edit changes one programme in one transaction with its event.
func (s *Service) edit(ctx context.Context, id uuid.UUID, version int, action, note string, change func(context.Context, *gorm.DB, *Programme) error) (p *Programme, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		if p, err = s.lock(ctx, tx, id); err != nil {
			return err
		}
		if err := checkVersion(version, p.Version); err != nil {
			return err
		}
		before := *p
		if err := change(ctx, tx, p); err != nil {
			return err
		}
		p.Version, p.UpdatedAt = p.Version+1, s.Now()
		if err := tx.Save(p).Error; err != nil {
			return fmt.Errorf("save programme: %w", err)
		}
		return event.Record(tx, p.change(action, &before, p, note))
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// change is an event in the history of the programme.
func (p *Programme) change(action string, before, after any, note string) event.Change {
	return event.Change{Action: action, Subject: "programme", SubjectID: p.ID.String(), Division: p.Division, Before: before, After: after, Note: note}
}
