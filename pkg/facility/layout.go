package facility

import (
	"slices"
	"strings"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// layout is which columns a file has, in its order; nil stands for one that imports do not know.
type layout struct {
	columns []*column
	has     map[string]bool
	unknown []string
}

// errorsZH and errorsEN head the column of the workbook of refused rows, which imports pass over.
const errorsZH, errorsEN = "错误说明", "What to correct"

// layOut understands the head of a file, in either language or by the names of the fields.
func layOut(head []string) (*layout, error) {
	l := &layout{has: map[string]bool{}}
	for _, text := range head {
		c := columnOf(text)
		l.columns = append(l.columns, c)
		switch {
		case c == nil && strings.TrimSpace(text) != "" && !isErrors(text):
			l.unknown = append(l.unknown, strings.TrimSpace(text))
		case c != nil && l.has[c.Field]:
			return nil, fault.New(fault.Invalid, "import_header_doubled", "column", strings.TrimSpace(text))
		case c != nil:
			l.has[c.Field] = true
		}
	}
	return l, l.complete()
}

func (l *layout) complete() error {
	var missing []string
	for _, c := range fileColumns {
		if c.Required && !l.has[c.Field] {
			missing = append(missing, c.ZH+" ("+c.EN+")")
		}
	}
	if l.has["point.latitude"] != l.has["point.longitude"] {
		missing = append(missing, "纬度 + 经度 (Latitude + Longitude)")
	}
	if len(missing) > 0 {
		return fault.New(fault.Invalid, "import_header_missing", "columns", strings.Join(missing, "、"))
	}
	return nil
}

func columnOf(text string) *column {
	folded := fold(text)
	for i, c := range fileColumns {
		if folded == fold(c.ZH) || folded == fold(c.EN) || folded == fold(c.Field) {
			return &fileColumns[i]
		}
	}
	return nil
}

func isErrors(text string) bool {
	return fold(text) == fold(errorsZH) || fold(text) == fold(errorsEN)
}

// columnIndex is which column a field of the input comes from; -1 for the row as a whole.
func columnIndex(field string) int {
	return slices.IndexFunc(fileColumns, func(c column) bool {
		return c.Field == field || strings.HasPrefix(field, c.Field+".") || field == "point" && c.Field == "point.latitude"
	})
}

// columnFor is the column that a field of the input comes from; nil for the row as a whole.
func columnFor(field string) *column {
	if i := columnIndex(field); i >= 0 {
		return &fileColumns[i]
	}
	return nil
}

// columnTitle is what people call a field of the input, for the report; empty for the row as a whole.
func columnTitle(field, lang string) string {
	if c := columnFor(field); c != nil {
		return say(lang, c.ZH, c.EN)
	}
	return ""
}
