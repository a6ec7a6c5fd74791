package facility_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

func TestTheTemplateOffersListsAndExplainsEveryColumnInBothLanguages(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][3]string{"zh-CN": {"设施编号", "设施", "填写说明"}, "en": {"Facility number", "Facilities", "How to fill in"}} {
		var out bytes.Buffer
		must(t, facility.Template(&out, sheet.XLSX, lang))
		f, err := excelize.OpenReader(&out)
		must(t, err)
		head, err := f.GetCellValue(want[1], "A1")
		must(t, err)
		lists, err := f.GetDataValidations(want[1])
		must(t, err)
		rows, err := f.GetRows(want[2])
		must(t, err)
		if head != want[0] || len(lists) != 3 || len(rows) < 20 {
			t.Errorf("%s: head %q, %d lists, %d explanations", lang, head, len(lists), len(rows))
		}
	}
	var out bytes.Buffer
	must(t, facility.Template(&out, sheet.CSV, "zh-CN"))
	if got := out.String(); !strings.HasPrefix(got, "\ufeff设施编号,设施名称*,区划代码*,") || strings.Count(got, "\r\n") != 2 {
		t.Errorf("%s", got)
	}
}
