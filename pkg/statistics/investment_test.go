package statistics_test

import (
	"fmt"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

func (w *world) invested(q statistics.InvestmentQuery) *statistics.Investment {
	w.Helper()
	v, err := w.Investment(w.ctx, q)
	w.must(err)
	return v
}

func TestACostWithoutAreaIsNotDefinedAndNotZero(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &investment.Service{DB: w.DB, Now: w.Now}
	_, err := s.Create(w.ctx, investment.ProjectInput{
		Division: zhuantang1, Name: "x", PlannedOn: "2012-02-01", Funding: []investment.FundingLine{{Source: investment.Local, Year: 2012, AmountFen: 5}},
	})
	w.must(err)
	for _, d := range []division.Code{country, xihu, zhuantang} {
		got := w.invested(statistics.InvestmentQuery{Division: d}).Total
		zero := 0.0
		want := statistics.InvestmentSum{
			Projects: 1, LocalFen: 5, TotalFen: 5, CentralShare: &zero,
			Undefined: map[string]string{"leverage": "no_central_money", "cost_per_m2_fen": "no_area", "central_cost_per_m2_fen": "no_area"},
		}
		if fmt.Sprint(got.Undefined) != fmt.Sprint(want.Undefined) || got.CostPerM2Fen != nil || got.Leverage != nil || *got.CentralShare != 0 || got.TotalFen != 5 {
			t.Errorf("%s: %+v", d, got)
		}
	}
}

func TestACancelledProjectCountsUpToTheDayItWasCancelled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &investment.Service{DB: w.DB, Now: w.Now}
	p, err := s.Create(w.ctx, investment.ProjectInput{
		Division: zhuantang1, Name: "x", PlannedOn: "2012-02-01", Funding: []investment.FundingLine{{Source: investment.Central, Year: 2012, AmountFen: 700}},
	})
	w.must(err)
	_, err = s.Run(w.ctx, p.ID, 1, investment.Cancel, investment.CommandInput{On: "2014-03-01", Reason: "并入他项"})
	w.must(err)
	for day, want := range map[division.Day]int64{"2011-12-31": 0, "2012-01-01": 700, "2014-02-28": 700, "2014-03-01": 0, "": 0} {
		for _, d := range []division.Code{country, zhuantang} {
			if got := w.invested(statistics.InvestmentQuery{Division: d, AsOf: day, ToYear: 2020}).Total.CentralFen; got != want {
				t.Errorf("%s on %s: %d, want %d", d, day, got, want)
			}
		}
	}
	w.verified()
}
