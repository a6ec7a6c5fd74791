package facility

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Finding is what an import has to say about one row: an error, which keeps the row out, or a warning.
type Finding struct {
	ImportID uuid.UUID       `json:"-"`
	RowNo    int             `json:"row_no" validate:"required"` // as the spreadsheet program numbers it; the head is row 1
	Seq      int             `json:"-"`
	Severity string          `json:"severity" validate:"required" enums:"error,warning"`
	Field    string          `json:"field,omitempty" example:"point.latitude"` // absent when it is about the whole row
	Column   string          `json:"column,omitempty" gorm:"-"`                // what the column is called, in the caller's language
	Code     string          `json:"code" validate:"required"`
	Params   json.RawMessage `json:"-"`
	Message  string          `json:"message" validate:"required" gorm:"-"` // in the caller's language
	Value    string          `json:"value,omitempty"`                      // what the cell holds
}

// TableName is where findings are kept.
func (Finding) TableName() string { return "facility_import_rows" }

// FindingPlace is where the next page of findings starts.
type FindingPlace struct {
	RowNo int `json:"r"`
	Seq   int `json:"s"`
}

// Place is the finding's own.
func (f Finding) Place() FindingPlace { return FindingPlace{f.RowNo, f.Seq} }

// Findings lists what an import found in order of rows, in the language; only errors or warnings when
// severity says so.
func (s *Imports) Findings(ctx context.Context, id uuid.UUID, severity string, after *FindingPlace, limit int, lang string) ([]Finding, error) {
	if _, err := s.Get(ctx, id); err != nil {
		return nil, err
	}
	q := s.DB.Read(ctx).Where("import_id = ?", id).Order("row_no, seq").Limit(limit)
	if severity != "" {
		q = q.Where("severity = ?", severity)
	}
	if after != nil {
		q = q.Where("(row_no, seq) > (?, ?)", after.RowNo, after.Seq)
	}
	rows := []Finding{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list findings: %w", err)
	}
	for i := range rows {
		rows[i].say(lang)
	}
	return rows, nil
}

func (f *Finding) say(lang string) {
	var params fault.Params
	_ = json.Unmarshal(f.Params, &params)
	f.Column = columnTitle(f.Field, lang)
	if c := columnFor(f.Field); c != nil && f.Code == "invalid_value" && c.words() != nil {
		params["allowed"] = strings.Join(names(c.words(), lang), say(lang, "、", ", "))
	}
	f.Message = fault.Say(lang, f.Code, params)
}

// findings are what there is to say about the row, in the order of its columns.
func (e *entry) findings(id uuid.UUID, l *layout, cells []string) []Finding {
	slices.SortStableFunc(e.bad, func(a, b fault.Field) int { return columnIndex(a.Name) - columnIndex(b.Name) })
	var all []Finding
	add := func(severity, field, code string, params fault.Params) {
		data, _ := json.Marshal(params)
		if params == nil {
			data = []byte("{}")
		}
		all = append(all, Finding{ImportID: id, RowNo: e.row, Seq: len(all), Severity: severity, Field: field, Code: code, Params: data, Value: l.value(field, cells)})
	}
	for _, b := range e.bad {
		add("error", b.Name, b.Code, b.Params)
	}
	for _, w := range e.warnings {
		add("warning", w.Field, w.Code, w.Params)
	}
	return all
}

// value is what the file holds for a field, cut short.
func (l *layout) value(field string, cells []string) string {
	want := columnFor(field)
	for i, c := range l.columns {
		if want == nil || c != want || i >= len(cells) {
			continue
		}
		text := []rune(strings.ReplaceAll(strings.ToValidUTF8(cells[i], "?"), "\x00", "?"))
		if len(text) > 100 {
			return string(text[:100]) + "…"
		}
		return string(text)
	}
	return ""
}

var findingColumns = []string{"import_id", "row_no", "seq", "severity", "field", "code", "params", "value"}

// report keeps findings, outside the transaction of the import: they stay when that is rolled back.
func (s *Imports) report(ctx context.Context, all []Finding) error {
	if len(all) == 0 {
		return nil
	}
	_, err := s.DB.Pool.CopyFrom(ctx, pgx.Identifier{"facility_import_rows"}, findingColumns, pgx.CopyFromSlice(len(all), func(i int) ([]any, error) {
		f := all[i]
		return []any{f.ImportID, f.RowNo, f.Seq, f.Severity, f.Field, f.Code, f.Params, f.Value}, nil
	}))
	if err != nil {
		return fmt.Errorf("report findings: %w", err)
	}
	return nil
}
