package facility

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// Refused writes the rows that an import refused, as they were in its file, each with what to correct. The
// corrected file can be imported again.
func (s *Imports) Refused(ctx context.Context, id uuid.UUID, w io.Writer, format sheet.Format, lang string) error {
	i, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	wrong, err := s.mistakes(ctx, id, lang)
	if err != nil {
		return err
	}
	in, done, err := s.open(ctx, i)
	if err != nil {
		return err
	}
	defer done()
	out, err := sheet.NewWriter(w, format, SheetName(lang))
	if err != nil {
		return err
	}
	if err := copyRefused(in, out, wrong, lang); err != nil {
		return err
	}
	return out.Close()
}

// mistakes is what to correct, by the number of the row.
func (s *Imports) mistakes(ctx context.Context, id uuid.UUID, lang string) (map[int]string, error) {
	rows, err := s.DB.Read(ctx).Model(&Finding{}).Where("import_id = ? AND severity = 'error'", id).Order("row_no, seq").Rows()
	if err != nil {
		return nil, fmt.Errorf("refused rows: %w", err)
	}
	defer func() { _ = rows.Close() }()
	wrong := map[int]string{}
	for rows.Next() {
		var f Finding
		if err := s.DB.Read(ctx).ScanRows(rows, &f); err != nil {
			return nil, fmt.Errorf("refused rows: %w", err)
		}
		f.say(lang)
		if f.Column != "" {
			f.Message = f.Column + say(lang, "：", ": ") + f.Message
		}
		if wrong[f.RowNo] != "" {
			f.Message = wrong[f.RowNo] + " " + f.Message
		}
		wrong[f.RowNo] = f.Message
	}
	return wrong, rows.Err()
}

func copyRefused(in *sheet.Reader, out sheet.Writer, wrong map[int]string, lang string) error {
	head, _, err := in.Row()
	if err != nil {
		return fault.New(fault.Conflict, "import_unreadable")
	}
	original := head
	head = withoutErrors(head, original)
	l, err := layOut(head)
	if err != nil {
		return err
	}
	if err := out.Row(refusedCells(l, head, len(head), say(lang, errorsZH, errorsEN), false)); err != nil {
		return err
	}
	for {
		cells, row, err := in.Row()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if what := wrong[row]; what != "" {
			if err := out.Row(refusedCells(l, withoutErrors(cells, original), len(head), what, in.Early)); err != nil {
				return err
			}
		}
	}
}

// withoutErrors leaves out what to correct from an earlier workbook of refused rows.
func withoutErrors(cells, head []string) []string {
	if n := len(head); n > 0 && isErrors(head[n-1]) && len(cells) >= n {
		return cells[:n-1]
	}
	return cells
}

func refusedCells(l *layout, cells []string, width int, what string, early bool) []any {
	all := make([]any, 0, width+1)
	for i := range width {
		if i < len(cells) {
			all = append(all, shown(l.columns[i], cells[i], early))
		} else {
			all = append(all, nil)
		}
	}
	return append(all, what)
}

// shown turns the number by which a workbook keeps a date back into the date.
func shown(c *column, text string, early bool) any {
	if c == nil || c.Field != "opened_on" && c.Field != "closed_on" {
		return strings.ReplaceAll(text, "\x00", "")
	}
	e := entry{early: early}
	if day := e.day(c.Field, text); day != division.Day("") {
		return string(day)
	}
	return text
}
