package statistics

import (
	"context"
	"fmt"

	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// gapTitles name the columns of an export of gaps.
var gapTitles = map[bool][]any{
	false: {"区划代码", "社区", "所属", "可由乡镇或区县设施服务", "户数", "建筑面积（平方米）", "平方米/百户"},
	true:  {"Division code", "Community", "In", "Served by the township or county", "Households", "Floor area (m2)", "m2 per 100 households"},
}

// GapSheetName is what the table of an export of gaps is called.
func GapSheetName(lang string) string {
	if lang == "en" {
		return "Gaps"
	}
	return "未达到的社区"
}

// ExportGaps writes all gaps as a table, in the language.
func (s *Service) ExportGaps(ctx context.Context, q GapQuery, w sheet.Writer, lang string) error {
	head := false
	err := s.EachGap(ctx, q, func(g Gap) error {
		if !head {
			head = true
			if err := w.Row(gapTitles[lang == "en"]); err != nil {
				return fmt.Errorf("export gaps: %w", err)
			}
		}
		if err := w.Row(g.cells(lang)); err != nil {
			return fmt.Errorf("export gaps: %w", err)
		}
		return nil
	})
	if err != nil || head {
		return err
	}
	return w.Row(gapTitles[lang == "en"])
}

func (g *Gap) cells(lang string) []any {
	cells := []any{string(g.Division), g.Name, g.pathText(), yesNo(g.WithinReach, lang), nil, g.FloorAreaM2, nil}
	if g.Households != nil {
		cells[4] = float64(*g.Households)
	}
	if g.M2Per100Households != nil {
		cells[6] = *g.M2Per100Households
	}
	return cells
}

func (g *Gap) pathText() string {
	text := ""
	for i, p := range g.Path {
		if i > 0 {
			text += " / "
		}
		text += p.Name
	}
	return text
}

func yesNo(yes bool, lang string) string {
	switch {
	case lang == "en" && yes:
		return "yes"
	case lang == "en":
		return "no"
	case yes:
		return "是"
	default:
		return "否"
	}
}
