package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Writer writes a table row by row. Cells are texts or float64; nil is an empty cell.
type Writer interface {
	Row(cells []any) error
	Close() error
}

// NewWriter writes a table of the format, with the sheet name where the format knows one. Nothing is
// complete before Close.
func NewWriter(w io.Writer, format Format, name string) (Writer, error) {
	if format == XLSX {
		return newBook(w, name)
	}
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &csvWriter{csv: c}, nil
}

type csvWriter struct {
	csv *csv.Writer
	row []string
}

func (w *csvWriter) Row(cells []any) error {
	w.row = w.row[:0]
	for _, c := range cells {
		w.row = append(w.row, plain(c))
	}
	return w.csv.Write(w.row)
}

func (w *csvWriter) Close() error {
	w.csv.Flush()
	return w.csv.Error()
}

func plain(cell any) string {
	switch c := cell.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(c, 'f', -1, 64)
	case string:
		return harmless(c)
	default:
		return harmless(fmt.Sprint(c))
	}
}

// starters begin a formula in one spreadsheet program or another.
const starters = "=+-@\t\r"

// harmless puts an apostrophe before what a spreadsheet program would run as a formula.
func harmless(s string) string {
	if s != "" && strings.IndexByte(starters, s[0]) >= 0 {
		return "'" + s
	}
	return s
}

// bare undoes harmless, so that what was written can be read again.
func bare(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte(starters, s[1]) >= 0 {
		return s[1:]
	}
	return s
}

// Book is a workbook whose first sheet is written row by row.
type Book struct {
	File   *excelize.File // for drop-down lists and further sheets
	Sheet  string
	out    io.Writer
	stream *excelize.StreamWriter
	head   int
	rows   int
}

func newBook(w io.Writer, name string) (*Book, error) {
	b := &Book{File: excelize.NewFile(), Sheet: name, out: w}
	if err := b.start(); err != nil {
		return nil, fmt.Errorf("write xlsx: %w", err)
	}
	return b, nil
}

// NewBook starts a workbook that Close writes to w.
func NewBook(w io.Writer, name string) (*Book, error) { return newBook(w, name) }

func (b *Book) start() (err error) {
	if err = b.File.SetSheetName("Sheet1", b.Sheet); err != nil {
		return err
	}
	if b.head, err = b.File.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6F0FA"}}}); err != nil {
		return err
	}
	if b.stream, err = b.File.NewStreamWriter(b.Sheet); err != nil {
		return err
	}
	if err = b.stream.SetColWidth(1, 30, 20); err != nil {
		return err
	}
	return b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// Row writes the next row; the first one stands out as the head.
func (b *Book) Row(cells []any) error {
	b.rows++
	if b.rows > 1 {
		return b.stream.SetRow("A"+strconv.Itoa(b.rows), cells)
	}
	return b.stream.SetRow("A1", cells, excelize.RowOpts{StyleID: b.head})
}

// Close writes the workbook.
func (b *Book) Close() error {
	defer func() { _ = b.File.Close() }()
	if err := b.stream.Flush(); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	if err := b.File.Write(b.out); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}
