package register

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Detail is a division with the way down to it and, when it is no more, what it has become.
type Detail struct {
	Division
	Path        []Crumb `json:"path" validate:"required" gorm:"-"`
	Successors  []Crumb `json:"successors" validate:"required" gorm:"-"` // valid today; of a retired division only
	Communities int     `json:"communities" validate:"required" gorm:"-"`
}

// Get finds a division, valid or retired, with its path; "not_found" outside the actor's territory.
func (s *Service) Get(ctx context.Context, code division.Code) (*Detail, error) {
	if err := authz.CheckAlong(ctx, authz.DivisionRead, code); err != nil {
		return nil, err
	}
	tx := s.DB.Read(ctx)
	d, err := find(tx, code)
	if err != nil {
		return nil, err
	}
	detail := &Detail{Division: *d, Successors: []Crumb{}}
	if detail.Path, err = crumbs(tx, code.Path()); err != nil {
		return nil, err
	}
	if d.ValidTo != "" {
		if detail.Successors, err = successors(tx, code); err != nil {
			return nil, err
		}
	}
	detail.Communities, err = CountCommunities(tx, code, s.today())
	return detail, err
}

// territory is the scope of the divisions that lie in the actor's territory. The tree belongs to no
// organisation, so a grant that is limited to one shows it all the same.
func territory(ctx context.Context, column string) func(*gorm.DB) *gorm.DB {
	return func(tx *gorm.DB) *gorm.DB {
		inside := tx.Session(&gorm.Session{NewDB: true}).Where("false")
		for _, g := range authz.Territory(ctx, authz.DivisionRead) {
			if g.Division == division.Country {
				return tx
			}
			lo, hi := g.Division.Range()
			inside = inside.Or(column+" >= ? AND "+column+" < ?", lo, hi)
		}
		return tx.Where(inside)
	}
}

// leadsToTerritory adds to the territory what lies above it.
func leadsToTerritory(ctx context.Context) func(*gorm.DB) *gorm.DB {
	var above []division.Code
	for _, g := range authz.Territory(ctx, authz.DivisionRead) {
		if g.Division == division.Country {
			return func(tx *gorm.DB) *gorm.DB { return tx }
		}
		above = append(above, g.Division.Path()...)
	}
	return func(tx *gorm.DB) *gorm.DB {
		inside := tx.Session(&gorm.Session{NewDB: true}).Scopes(territory(ctx, "code"))
		return tx.Where(tx.Session(&gorm.Session{NewDB: true}).Where("code IN ?", above).Or(inside))
	}
}

func crumbs(tx *gorm.DB, codes []division.Code) ([]Crumb, error) {
	rows := []Crumb{}
	if err := tx.Table("divisions").Select("code, name, level").Where("code IN ?", codes).Order("code").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("names of divisions: %w", err)
	}
	return rows, nil
}

// successors follows a retired code through every change since to the divisions that are valid today.
func successors(tx *gorm.DB, code division.Code) ([]Crumb, error) {
	const follow = `WITH RECURSIVE become AS (
			SELECT successor AS code FROM division_successors WHERE code = ? AND successor IS NOT NULL
			UNION
			SELECT n.successor FROM become b JOIN divisions d ON d.code = b.code AND d.valid_to IS NOT NULL
			JOIN division_successors n ON n.code = b.code WHERE n.successor IS NOT NULL
		)
		SELECT d.code, d.name, d.level FROM become b JOIN divisions d ON d.code = b.code WHERE d.valid_to IS NULL ORDER BY d.code`
	rows := []Crumb{}
	if err := tx.Raw(follow, code).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("successors of %s: %w", code, err)
	}
	return rows, nil
}

// Resolve answers the divisions that a code stands for today: itself while it is valid, else what became of it.
func (s *Service) Resolve(ctx context.Context, code division.Code) ([]Crumb, error) {
	d, err := s.Get(ctx, code)
	if err != nil {
		return nil, err
	}
	if d.ValidTo == "" {
		return []Crumb{{Code: d.Code, Name: d.Name, Level: d.Level}}, nil
	}
	return d.Successors, nil
}

// Children lists what lies directly below a division on a day (today when empty), in order of code after the
// given one. A person sees what lies in their territory or leads there.
func (s *Service) Children(ctx context.Context, code division.Code, day division.Day, after division.Code, limit int) ([]Division, error) {
	if err := authz.CheckAlong(ctx, authz.DivisionRead, code); err != nil {
		return nil, err
	}
	if day == "" {
		day = s.today()
	}
	lo, hi := code.Range()
	if after > lo {
		lo = after
	}
	q := s.DB.Read(ctx).Table("divisions").Select(columns).Scopes(leadsToTerritory(ctx)).
		Where("code > ? AND code < ? AND parent = ?", lo, hi, code).
		Where("valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)", day, day)
	if code.Level() < division.Township { // only townships have communities directly below
		q = q.Where("level < ?", division.Community) // so that the small index serves
	}
	rows := []Division{}
	if err := q.Order("code").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("children of %s: %w", code, err)
	}
	return rows, nil
}
