package statistics

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Investment is what was invested in a division over some years, as of a day.
type Investment struct {
	Scope
	FromYear    int              `json:"from_year,omitempty"` // absent when from the first year on
	ToYear      int              `json:"to_year" validate:"required"`
	Total       InvestmentSum    `json:"total" validate:"required"`
	MeanPerYear *InvestmentMean  `json:"mean_per_year,omitempty"` // when the first year was given
	Years       []InvestmentYear `json:"years" validate:"required"`
	Items       []InvestmentItem `json:"items,omitempty"` // by child division; what belongs to none stands under the division itself
}

// InvestmentYear is the part of one year.
type InvestmentYear struct {
	Year int `json:"year" validate:"required"`
	InvestmentSum
}

// InvestmentItem is the part of one child division.
type InvestmentItem struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	Name     string        `json:"name" validate:"required" example:"西湖区"`
	InvestmentSum
}

// InvestmentSum adds up money by source, and what it built. A quotient that is not defined is absent, and its
// reason stands in Undefined.
type InvestmentSum struct {
	Projects            int64             `json:"projects" validate:"required"`
	CentralFen          int64             `json:"central_fen" validate:"required"`
	LocalFen            int64             `json:"local_fen" validate:"required"`
	OtherFen            int64             `json:"other_fen" validate:"required"`
	TotalFen            int64             `json:"total_fen" validate:"required"`
	PlannedAreaM2       float64           `json:"planned_area_m2" validate:"required"`
	DeliveredAreaM2     float64           `json:"delivered_area_m2" validate:"required"`
	Leverage            *float64          `json:"leverage,omitempty"`                // local money for each unit of central money
	CentralShare        *float64          `json:"central_share,omitempty"`           // of all money
	CostPerM2Fen        *int64            `json:"cost_per_m2_fen,omitempty"`         // all money for each m2 delivered
	CentralCostPerM2Fen *int64            `json:"central_cost_per_m2_fen,omitempty"` // central money for each m2 delivered
	Undefined           map[string]string `json:"undefined,omitempty"`               // why a quotient is absent: no_central_money, no_money, no_area
}

// InvestmentMean is an average year.
type InvestmentMean struct {
	CentralFen      int64   `json:"central_fen" validate:"required"`
	TotalFen        int64   `json:"total_fen" validate:"required"`
	DeliveredAreaM2 float64 `json:"delivered_area_m2" validate:"required"`
}

// InvestmentQuery asks for investment. Money counts in its year, areas in the year they were planned or delivered.
type InvestmentQuery struct {
	Division         division.Code
	FromYear, ToYear int          // zero: from the first, to the year of AsOf
	AsOf             division.Day // the empty day is today
	Breakdown        bool
}

const (
	fenProjects = iota
	fenCentral
	fenLocal
	fenOther
	dm2Planned
	dm2Delivered
	ledgerColumns
)

type ledger [ledgerColumns]int64

func (l *ledger) add(o []int64) {
	for i := range l {
		l[i] += o[i]
	}
}

// Investment adds up the investment of a division.
func (s *Service) Investment(ctx context.Context, q InvestmentQuery) (*Investment, error) {
	if err := authz.Check(ctx, authz.StatisticsRead, q.Division); err != nil {
		return nil, err
	}
	asOf := s.day(q.AsOf)
	if q.ToYear == 0 {
		q.ToYear, _ = strconv.Atoi(asOf[:4])
	}
	if q.ToYear < q.FromYear {
		var in fault.Fields
		in.Add("to_year", "year_order")
		return nil, in.Err()
	}
	name, children, level, err := s.family(ctx, q.Division, asOf)
	if err != nil {
		return nil, err
	}
	v := &Investment{Scope: scope(q.Division, name, asOf), FromYear: q.FromYear, ToYear: q.ToYear, Years: []InvestmentYear{}}
	v.Source = "investment_register"
	sums := investmentSums{children: children, parts: make([]ledger, len(children)), years: map[int]*ledger{}}
	if err := s.addLedger(ctx, &sums, q, level, asOf); err != nil {
		return nil, fmt.Errorf("investment: %w", err)
	}
	if err := s.nameRest(ctx, sums.children); err != nil {
		return nil, err
	}
	sums.tell(v, q.Breakdown)
	return v, nil
}

type investmentSums struct {
	children []share
	parts    []ledger // of the children
	years    map[int]*ledger
	total    ledger
}

const ledgerSum = "ARRAY[sum(projects), sum(central_fen), sum(local_fen), sum(other_fen), sum(planned_area_dm2), sum(delivered_area_dm2)]::bigint[]"

// Counties have a ledger; what lies below them is few enough to be read from the projects.
const (
	upperLedgerSQL = "SELECT substr(county, 1, $5), year, " + ledgerSum + ` FROM county_investment
		WHERE county >= substr($1, 1, 6) AND county < substr($2, 1, 6) AND day <= $3::date AND year BETWEEN $4 AND $6 GROUP BY 1, 2`
	belowLedgerSQL = "SELECT substr(division, 1, $5), year, " + ledgerSum + ` FROM investment_entries
		WHERE division >= $1 AND division < $2 AND day <= $3::date AND year BETWEEN $4 AND $6 GROUP BY 1, 2`
)

func (s *Service) addLedger(ctx context.Context, sums *investmentSums, q InvestmentQuery, level division.Level, asOf string) error {
	sql := upperLedgerSQL
	if level > division.County {
		sql = belowLedgerSQL
	}
	low, high := q.Division.Range()
	rows, err := s.DB.Pool.Query(ctx, sql, string(low), string(high), asOf, q.FromYear, widths[level], q.ToYear)
	if err != nil {
		return err
	}
	var key string
	var year int
	var values []int64
	_, err = pgx.ForEachRow(rows, []any{&key, &year, &values}, func() error {
		sums.add(division.Code(key+strings.Repeat("0", 12-len(key))), year, values)
		return nil
	})
	return err
}

func (v *investmentSums) add(code division.Code, year int, values []int64) {
	i, found := slices.BinarySearchFunc(v.children, code, func(sh share, c division.Code) int { return strings.Compare(string(sh.code), string(c)) })
	if !found {
		v.children = slices.Insert(v.children, i, share{code: code})
		v.parts = slices.Insert(v.parts, i, ledger{})
	}
	if v.years[year] == nil {
		v.years[year] = &ledger{}
	}
	v.parts[i].add(values)
	v.years[year].add(values)
	v.total.add(values)
}

func (v *investmentSums) tell(into *Investment, breakdown bool) {
	into.Total = v.total.sum()
	for year, l := range v.years {
		if *l != (ledger{}) { // what was cancelled is taken off again, and leaves an empty year
			into.Years = append(into.Years, InvestmentYear{year, l.sum()})
		}
	}
	slices.SortFunc(into.Years, func(a, b InvestmentYear) int { return a.Year - b.Year })
	if into.FromYear > 0 {
		n := float64(into.ToYear - into.FromYear + 1)
		into.MeanPerYear = &InvestmentMean{
			CentralFen: rounded(float64(into.Total.CentralFen) / n), TotalFen: rounded(float64(into.Total.TotalFen) / n), DeliveredAreaM2: math.Round(into.Total.DeliveredAreaM2*100/n) / 100,
		}
	}
	if !breakdown {
		return
	}
	for i, c := range v.children {
		into.Items = append(into.Items, InvestmentItem{c.code, c.name, v.parts[i].sum()})
	}
}

func (l *ledger) sum() InvestmentSum {
	s := InvestmentSum{
		Projects: l[fenProjects], CentralFen: l[fenCentral], LocalFen: l[fenLocal], OtherFen: l[fenOther],
		TotalFen: l[fenCentral] + l[fenLocal] + l[fenOther], PlannedAreaM2: m2(l[dm2Planned]), DeliveredAreaM2: m2(l[dm2Delivered]),
		Undefined: map[string]string{},
	}
	s.Leverage = s.quotient("leverage", "no_central_money", float64(s.LocalFen), float64(s.CentralFen))
	s.CentralShare = s.quotient("central_share", "no_money", float64(s.CentralFen), float64(s.TotalFen))
	s.CostPerM2Fen = s.fen("cost_per_m2_fen", s.TotalFen)
	s.CentralCostPerM2Fen = s.fen("central_cost_per_m2_fen", s.CentralFen)
	return s
}

func (s *InvestmentSum) quotient(name, reason string, numerator, denominator float64) *float64 {
	v := quotient(numerator, denominator)
	if v == nil {
		s.Undefined[name] = reason
	}
	return v
}

func (s *InvestmentSum) fen(name string, money int64) *int64 {
	v := s.quotient(name, "no_area", float64(money), s.DeliveredAreaM2)
	if v == nil {
		return nil
	}
	n := rounded(*v)
	return &n
}

func rounded(v float64) int64 { return int64(math.Round(v)) }
