package investment

import (
	"fmt"
	"math"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// checkDay notes what is wrong with a day, which must not lie before after or past today.
func checkDay(f *fault.Fields, name string, d, after, today division.Day) {
	_, err := division.ParseDay(string(d))
	switch {
	case d == "":
		f.Add(name, "required")
	case err != nil:
		f.Add(name, "invalid_date")
	case d < "1949-10-01":
		f.Add(name, "date_order", "after", "1949-10-01")
	case d < after:
		f.Add(name, "date_order", "after", after)
	case today != "" && d > today:
		f.Add(name, "future")
	}
}

// checkArea rounds to what is stored: m2 with two decimals.
func checkArea(f *fault.Fields, name string, area *float64) *float64 {
	if area == nil {
		return nil
	}
	a := math.Round(*area*100) / 100
	if a < 0.01 || a > maxArea || a != a {
		f.Add(name, "out_of_range", "min", 0.01, "max", maxArea)
	}
	return &a
}

func checkFunding(f *fault.Fields, lines []FundingLine) []FundingLine {
	if len(lines) > 200 {
		f.Add("funding", "too_many", "max", 200)
		return nil
	}
	checked := make([]FundingLine, len(lines))
	for i, l := range lines {
		at := func(name string) string { return fmt.Sprintf("funding.%d.%s", i, name) }
		fault.OneOf(f, at("source"), l.Source, Central, Local, Other)
		if l.Year < 1949 || l.Year > 2199 {
			f.Add(at("year"), "out_of_range", "min", 1949, "max", 2199)
		}
		if l.AmountFen < 1 || l.AmountFen > maxFen {
			f.Add(at("amount_fen"), "out_of_range", "min", 1, "max", maxFen)
		}
		checked[i] = FundingLine{Source: l.Source, Year: l.Year, AmountFen: l.AmountFen, Document: f.Text(at("document"), l.Document, 200, true)}
	}
	return checked
}
