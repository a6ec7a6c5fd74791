package investment

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Filter narrows a list of projects.
type Filter struct {
	Division division.Code
	Statuses []Status
	Query    string // part of the name
	After    *After
	Limit    int
}

// After is the place in a list below which the next page starts.
type After struct {
	Division division.Code `json:"d"`
	ID       uuid.UUID     `json:"i"`
}

// List lists projects in the order of division and id.
func (s *Service) List(ctx context.Context, f Filter) ([]Project, error) {
	q := f.scope(s.DB.Read(ctx).Scopes(authz.Within(ctx, authz.InvestmentRead, "division")))
	if f.After != nil {
		q = q.Where("(division, id) > (?, ?)", f.After.Division, f.After.ID)
	}
	rows := []Project{}
	if err := q.Order("division, id").Limit(f.Limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list projects: %w", err)
	}
	return rows, loadFunding(s.DB.Read(ctx), rows)
}

// Total counts the projects of a list.
func (s *Service) Total(ctx context.Context, f Filter) (n int64, err error) {
	q := f.scope(s.DB.Read(ctx).Model(&Project{}).Scopes(authz.Within(ctx, authz.InvestmentRead, "division")))
	if err := q.Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count projects: %w", err)
	}
	return n, nil
}

func (f *Filter) scope(q *gorm.DB) *gorm.DB {
	if f.Division != "" {
		low, high := f.Division.Range()
		q = q.Where("division >= ? AND division < ?", low, high)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if f.Query != "" {
		q = q.Where("name ILIKE ?", db.Contains(f.Query))
	}
	return q
}

// Get finds one project.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (*Project, error) {
	rows := []Project{}
	err := s.DB.Read(ctx).Scopes(authz.Within(ctx, authz.InvestmentRead, "division")).Limit(1).Find(&rows, "id = ?", id).Error
	if err != nil {
		return nil, fmt.Errorf("get project: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], loadFunding(s.DB.Read(ctx), rows)
}

// Create registers a planned project.
func (s *Service) Create(ctx context.Context, in ProjectInput) (*Project, error) {
	now := s.Now()
	p := &Project{ID: uuid.Must(uuid.NewV7()), Status: Planned, Demo: in.Demo, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := p.apply(in); err != nil {
		return nil, err
	}
	p.County = p.Division.County()
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		if err := authz.Check(ctx, authz.InvestmentWrite, p.Division); err != nil {
			return err
		}
		if err := p.checkReferences(tx); err != nil {
			return err
		}
		if err := tx.Create(p).Error; err != nil {
			return fmt.Errorf("create project: %w", err)
		}
		return p.finish(tx, "create", nil, "")
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Update replaces what a person filled in, if nobody did so since version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, in ProjectInput) (*Project, error) {
	return s.change(ctx, id, version, "update", "", func(tx *gorm.DB, p *Project) error {
		if err := p.apply(in); err != nil {
			return err
		}
		if err := authz.Check(tx.Statement.Context, authz.InvestmentWrite, p.Division); err != nil {
			return err
		}
		return p.checkReferences(tx)
	})
}

// change locks a project, lets do change it, and writes it down.
func (s *Service) change(ctx context.Context, id uuid.UUID, version int, action, note string, do func(tx *gorm.DB, p *Project) error) (*Project, error) {
	var p *Project
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		if p, err = lock(tx, id); err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.InvestmentWrite, p.Division); err != nil {
			return err
		}
		if version != p.Version {
			return fault.New(fault.Stale, "stale_version", "current", p.Version)
		}
		before := *p
		if err := do(tx, p); err != nil {
			return err
		}
		p.Version, p.UpdatedAt = p.Version+1, s.Now()
		if err := tx.Save(p).Error; err != nil {
			return fmt.Errorf("%s project: %w", action, err)
		}
		return p.finish(tx, action, before, note)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func lock(tx *gorm.DB, id uuid.UUID) (*Project, error) {
	rows := make([]Project, 1)
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&rows[0], "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("lock project: %w", err)
	}
	return &rows[0], loadFunding(tx, rows)
}

// finish writes the funding lines, counts the county anew and records the event.
func (p *Project) finish(tx *gorm.DB, action string, before any, note string) error {
	if err := p.saveFunding(tx); err != nil {
		return err
	}
	if err := Recount(tx, p.County); err != nil {
		return err
	}
	return event.Record(tx, event.Change{
		Action: "investment." + action, Subject: "investment", SubjectID: p.ID.String(), Division: p.Division, Before: before, After: p, Note: note,
	})
}

// checkReferences finds out whether the division and the facility exist.
func (p *Project) checkReferences(tx *gorm.DB) error {
	var in fault.Fields
	var found struct{ Division, Facility bool }
	err := tx.Raw(`SELECT EXISTS (SELECT FROM divisions WHERE code = ? AND valid_to IS NULL) OR ? = ? AS division,
		EXISTS (SELECT FROM facilities WHERE id = ? AND county = ?) AS facility`, p.Division, p.Division, division.Country, p.FacilityID, p.Division.County()).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("check project: %w", err)
	}
	if !found.Division {
		in.Add("division", "division_not_found", "code", p.Division)
	}
	if p.FacilityID != nil && !found.Facility {
		in.Add("facility_id", "facility_not_in_county")
	}
	return in.Err()
}
