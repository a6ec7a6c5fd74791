package statistics

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Gap is a community that a definition of coverage does not reach.
type Gap struct {
	Division           division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106109001"`
	Name               string        `json:"name" validate:"required" example:"转塘社区"`
	Path               []Place       `json:"path" validate:"required"`         // from the province down to the township
	WithinReach        bool          `json:"within_reach" validate:"required"` // a facility of the township or county serves it all the same
	Households         *int64        `json:"households,omitempty"`             // absent when not known
	FloorAreaM2        float64       `json:"floor_area_m2" validate:"required"`
	M2Per100Households *float64      `json:"m2_per_100_households,omitempty"`
}

// Place is a division with its name.
type Place struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106109000"`
	Name     string        `json:"name" validate:"required" example:"转塘街道"`
}

// GapQuery asks for the gaps of a division.
type GapQuery struct {
	Division   division.Code
	AsOf       division.Day // the empty day is today
	Definition string
	After      division.Code // only what comes after this community
	Limit      int           // of Gaps; EachGap gives all
}

var errEnough = errors.New("statistics: enough")

// Gaps lists gaps in the order of their codes.
func (s *Service) Gaps(ctx context.Context, q GapQuery) ([]Gap, error) {
	page := []Gap{}
	err := s.EachGap(ctx, q, func(g Gap) error {
		if page = append(page, g); len(page) >= q.Limit {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	return page, nil
}

// EachGap gives gaps in the order of their codes, for as long as do returns nil. It holds one county at a time.
func (s *Service) EachGap(ctx context.Context, q GapQuery, do func(Gap) error) error {
	def, err := definition(q.Definition)
	if err != nil {
		return err
	}
	if err := authz.Check(ctx, authz.StatisticsRead, q.Division); err != nil {
		return err
	}
	asOf := s.day(q.AsOf)
	if _, _, _, err := s.family(ctx, q.Division, asOf); err != nil {
		return err
	}
	counties, err := s.countiesWithGaps(ctx, q, def, asOf)
	if err != nil {
		return err
	}
	for _, county := range counties {
		gaps, err := s.gapsOf(ctx, county, q, asOf)
		if err != nil {
			return fmt.Errorf("gaps of %s: %w", county, err)
		}
		for _, g := range gaps {
			if err := do(g); err != nil {
				return err
			}
		}
	}
	return nil
}

// countiesWithGaps spares EachGap the counties that are covered as a whole.
func (s *Service) countiesWithGaps(ctx context.Context, q GapQuery, def *Definition, asOf string) ([]string, error) {
	low, high := q.Division.Range()
	first, last := string(max(low, q.After)[:6]), string(high[:6])
	if q.Division.Level() >= division.County {
		last = q.Division.County() + "~" // below the next county and above this one
	}
	shares, err := s.upper(ctx, nil, coveragePart, division.County, first, last, asOf)
	if err != nil {
		return nil, fmt.Errorf("counties with gaps: %w", err)
	}
	var counties []string
	for i := range shares {
		if def.count(&shares[i].tally).Gaps > 0 {
			counties = append(counties, shares[i].code.County())
		}
	}
	return counties, nil
}

var gapSQL = map[string]string{
	CommunityOwn:         gaps("NOT own"),
	CommunityReach:       gaps("NOT reach"),
	AreaPer100Households: gaps("floor < 30 * households"), // R164; in dm2
}

func gaps(condition string) string {
	return "WITH " + snapshotSQL + " SELECT code, name, reach, households, floor FROM community WHERE level = 5 AND code > $6 AND " + condition + " ORDER BY code"
}

func (s *Service) gapsOf(ctx context.Context, county string, q GapQuery, asOf string) ([]Gap, error) {
	low, high := q.Division.Range()
	low, high = max(low, division.Code(county+"000000")), min(high, division.Code(county+"999999"))
	rows, err := s.DB.Pool.Query(ctx, gapSQL[q.Definition], county, asOf, string(low), string(high), 12, string(q.After))
	if err != nil {
		return nil, err
	}
	gaps, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (g Gap, err error) {
		var floor int64
		err = row.Scan(&g.Division, &g.Name, &g.WithinReach, &g.Households, &floor)
		g.FloorAreaM2 = m2(floor)
		if g.Households != nil {
			g.M2Per100Households = quotient(g.FloorAreaM2*100, float64(*g.Households))
		}
		return g, err
	})
	if err != nil {
		return nil, err
	}
	return gaps, s.findPaths(ctx, gaps)
}

func (s *Service) findPaths(ctx context.Context, gaps []Gap) error {
	named := map[division.Code]string{}
	for _, g := range gaps {
		for l := division.Province; l <= division.Township; l++ {
			named[g.Division.At(l)] = ""
		}
	}
	codes := make([]string, 0, len(named))
	for c := range named {
		codes = append(codes, string(c))
	}
	rows, err := s.DB.Pool.Query(ctx, "SELECT code, name FROM divisions WHERE code = ANY ($1::text[])", codes)
	if err != nil {
		return err
	}
	var c division.Code
	var name string
	if _, err := pgx.ForEachRow(rows, []any{&c, &name}, func() error { named[c] = name; return nil }); err != nil {
		return err
	}
	for i := range gaps {
		gaps[i].Path = path(gaps[i].Division, named)
	}
	return nil
}

// path leaves out levels that do not exist, such as the county in a city without counties.
func path(d division.Code, named map[division.Code]string) []Place {
	all := []Place{}
	for l := division.Province; l <= division.Township; l++ {
		c := d.At(l)
		if named[c] != "" && (len(all) == 0 || all[len(all)-1].Division != c) {
			all = append(all, Place{c, named[c]})
		}
	}
	return all
}
