package statistics

import (
	"context"
	"slices"
	"strings"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// The definitions of coverage.
const (
	CommunityOwn         = "community_own"
	CommunityReach       = "community_reach"
	AreaPer100Households = "area_per_100_households"
)

// Definition says what a coverage divides by what. Published coverages often do not say it, so they cannot be
// compared; these can.
type Definition struct {
	Code          string   `json:"code" validate:"required" enums:"community_own,community_reach,area_per_100_households"`
	TitleZH       string   `json:"title_zh" validate:"required"`
	TitleEN       string   `json:"title_en" validate:"required"`
	NumeratorZH   string   `json:"numerator_zh" validate:"required"`
	NumeratorEN   string   `json:"numerator_en" validate:"required"`
	DenominatorZH string   `json:"denominator_zh" validate:"required"`
	DenominatorEN string   `json:"denominator_en" validate:"required"`
	Unit          string   `json:"unit" validate:"required" enums:"share,m2_per_100_households"`
	Target        *float64 `json:"target,omitempty"` // the value to reach
	Rule          string   `json:"rule,omitempty"`   // where the target comes from

	ratio func(*tally) Ratio
}

var (
	requiredArea = 30.0 // R164: m2 per 100 households
	definitions  = []Definition{
		{
			Code: CommunityOwn, Unit: "share",
			TitleZH: "设有设施的社区占比", TitleEN: "Communities with a facility of their own",
			NumeratorZH: "辖区内至少有一处开放设施（指导中心、服务中心或服务站）的社区数", NumeratorEN: "communities in which at least one guidance centre, service centre or service station is open",
			DenominatorZH: "当日有效的全部社区（村）数", DenominatorEN: "all communities and villages valid on the day",
			ratio: func(t *tally) Ratio { return NewRatio(float64(t[communitiesOwn]), float64(t[communities])) },
		},
		{
			Code: CommunityReach, Unit: "share",
			TitleZH: "设施可覆盖的社区占比", TitleEN: "Communities within reach of a facility",
			NumeratorZH:   "本社区有开放设施，或所属乡镇（街道）有开放的服务中心，或所属区县有开放的指导中心的社区数",
			NumeratorEN:   "communities with an open facility of their own, an open service centre in their township or an open guidance centre in their county",
			DenominatorZH: "当日有效的全部社区（村）数", DenominatorEN: "all communities and villages valid on the day",
			ratio: func(t *tally) Ratio { return NewRatio(float64(t[communitiesReach]), float64(t[communities])) },
		},
		{
			Code: AreaPer100Households, Unit: "m2_per_100_households", Target: &requiredArea, Rule: "苏政办发〔2022〕60号",
			TitleZH: "每百户社区综合服务设施面积", TitleEN: "Facility floor area per 100 households",
			NumeratorZH: "户数已知的社区内开放设施的建筑面积（平方米）", NumeratorEN: "floor area in m2 of open facilities in communities whose number of households is known",
			DenominatorZH: "这些社区的户数 ÷ 100", DenominatorEN: "households of these communities / 100",
			ratio: func(t *tally) Ratio { return NewRatio(m2(t[knownFloorArea]), float64(t[households])/100) },
		},
	}
)

// Definitions lists the definitions of coverage.
func Definitions() []Definition { return slices.Clone(definitions) }

func definition(code string) (*Definition, error) {
	i := slices.IndexFunc(definitions, func(d Definition) bool { return d.Code == code })
	if i >= 0 {
		return &definitions[i], nil
	}
	codes := make([]string, len(definitions))
	for i, d := range definitions {
		codes[i] = d.Code
	}
	var in fault.Fields
	in.Add("definition", "invalid_value", "allowed", strings.Join(codes, ", "))
	return nil, in.Err()
}

// Coverage is how far facilities reach in a division on a day, by one definition.
type Coverage struct {
	Scope
	Definition Definition     `json:"definition" validate:"required"`
	Total      CoverageCount  `json:"total" validate:"required"`
	Items      []CoverageItem `json:"items,omitempty"` // by child division
}

// CoverageItem is the coverage of one child division.
type CoverageItem struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	Name     string        `json:"name" validate:"required" example:"西湖区"`
	CoverageCount
}

// CoverageCount is a coverage with what it was made of.
type CoverageCount struct {
	Coverage    Ratio  `json:"coverage" validate:"required"`
	Communities int64  `json:"communities" validate:"required"`
	Townships   int64  `json:"townships" validate:"required"`
	Known       *int64 `json:"known,omitempty"` // communities whose households are known, where the definition needs them
	Met         *Ratio `json:"met,omitempty"`   // of these, the share that reaches the target
	Gaps        int64  `json:"gaps" validate:"required"`
}

// Coverage measures the coverage of a division as of a day (the empty day is today), on request by child division.
func (s *Service) Coverage(ctx context.Context, d division.Code, asOf division.Day, code string, breakdown bool) (*Coverage, error) {
	def, err := definition(code)
	if err != nil {
		return nil, err
	}
	if err := authz.Check(ctx, authz.StatisticsRead, d); err != nil {
		return nil, err
	}
	name, shares, err := s.sums(ctx, d, s.day(asOf), coveragePart)
	if err != nil {
		return nil, err
	}
	var total tally
	c := &Coverage{Scope: scope(d, name, s.day(asOf)), Definition: *def}
	for i := range shares {
		total.add(&shares[i].tally)
		if breakdown {
			c.Items = append(c.Items, CoverageItem{Division: shares[i].code, Name: shares[i].name, CoverageCount: def.count(&shares[i].tally)})
		}
	}
	c.Total = def.count(&total)
	return c, nil
}

func (d *Definition) count(t *tally) CoverageCount {
	c := CoverageCount{Coverage: d.ratio(t), Communities: t[communities], Townships: t[townships]}
	switch d.Code {
	case CommunityOwn:
		c.Gaps = t[communities] - t[communitiesOwn]
	case CommunityReach:
		c.Gaps = t[communities] - t[communitiesReach]
	case AreaPer100Households:
		met := NewRatio(float64(t[communitiesAreaMet]), float64(t[communitiesKnown]))
		c.Known, c.Met, c.Gaps = &t[communitiesKnown], &met, t[communitiesKnown]-t[communitiesAreaMet]
	}
	return c
}
