package register

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// TableInput describes a newer table of codes that takes the place of the present one.
type TableInput struct {
	Decision
	Within  division.Code // the table covers this division and nothing else
	DryRun  bool
	Confirm []string
}

// TableReport is what a table changes, or would change, with the first examples of each.
type TableReport struct {
	DryRun   bool       `json:"dry_run" validate:"required"`
	Change   *Change    `json:"change,omitempty"` // absent when nothing changes or on a dry run
	Rows     int        `json:"rows" validate:"required"`
	Added    int        `json:"added" validate:"required"`
	Retired  int        `json:"retired" validate:"required"`
	Renamed  int        `json:"renamed" validate:"required"`
	Examples []TableRow `json:"examples" validate:"required"`
}

// TableRow is one difference between the table and the register.
type TableRow struct {
	Code   division.Code `json:"code" validate:"required" swaggertype:"string"`
	Action Kind          `json:"action" validate:"required" swaggertype:"string" enums:"add,retire,rename"`
	Name   string        `json:"name" validate:"required"`
	Former string        `json:"former,omitempty"`
}

const (
	maxTableRows = 1_000_000
	maxExamples  = 500
	// A table that retires more than this share is more likely to be incomplete than right.
	suspiciousShare = 0.02
)

type named struct {
	code division.Code
	name string
}

// ImportTable compares a table of codes and names (CSV, UTF-8, two columns, a header is allowed) with the
// register, and enters what is new, retired and renamed as one change. A dry run only reports.
func (s *Service) ImportTable(ctx context.Context, table io.Reader, in TableInput) (*TableReport, error) {
	if in.Within == "" {
		in.Within = division.Country
	}
	if err := authz.Check(ctx, authz.DivisionManage, in.Within); err != nil {
		return nil, err
	}
	rows, err := readTable(table, in.Within)
	if err != nil {
		return nil, err
	}
	report := &TableReport{DryRun: in.DryRun, Rows: len(rows), Examples: []TableRow{}}
	change, err := s.change(ctx, Imported, in.Decision, func(r *revision, f *fault.Fields) error {
		if err := f.Err(); err != nil {
			return err
		}
		if err := r.adopt(rows, in.Within, report); err != nil {
			return err
		}
		if in.DryRun || report.Added+report.Retired+report.Renamed == 0 {
			return errNothing
		}
		return report.confirm(in.Confirm)
	})
	if err != nil && !errors.Is(err, errNothing) {
		return nil, err
	}
	report.Change = change
	return report, nil
}

// errNothing ends a change that shall not be written.
var errNothing = errors.New("nothing to change")

func (r *TableReport) confirm(codes []string) error {
	var warnings []fault.Warning
	if float64(r.Retired) > suspiciousShare*float64(r.Rows) && r.Retired > 10 {
		warnings = append(warnings, fault.Warning{Code: "many_retired", Params: fault.Params{"retired": r.Retired, "rows": r.Rows}})
	}
	return fault.Confirm(codes, warnings)
}

// readTable reads the rows in order of code.
func readTable(table io.Reader, within division.Code) ([]named, error) {
	r := csv.NewReader(bufio.NewReaderSize(table, 1<<16))
	r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, true
	var rows []named
	for line := 1; ; line++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "table_row", "line", line)
		}
		if len(rows) == maxTableRows {
			return nil, fault.New(fault.Invalid, "too_many", "max", maxTableRows)
		}
		row, err := readRow(record, line, within)
		if err != nil {
			return nil, err
		}
		if row.code != "" {
			rows = append(rows, row)
		}
	}
	return sorted(rows, within)
}

func readRow(record []string, line int, within division.Code) (named, error) {
	if len(record) < 2 || !utf8.ValidString(record[1]) {
		return named{}, fault.New(fault.Invalid, "table_row", "line", line)
	}
	code, err := division.Parse(strings.TrimSpace(strings.TrimPrefix(record[0], "\ufeff")))
	if err != nil && line == 1 { // a header
		return named{}, nil
	}
	var f fault.Fields
	name := f.Text("name", strings.TrimSpace(record[1]), maxName)
	if err != nil || code == division.Country || len(f) > 0 || !within.Contains(code) {
		return named{}, fault.New(fault.Invalid, "table_row", "line", line)
	}
	return named{code, strings.Clone(name)}, nil
}

// sorted orders the rows and sees to it that each code stands once and below another one of the table.
func sorted(rows []named, within division.Code) ([]named, error) {
	byCode := func(a, b named) int { return strings.Compare(string(a.code), string(b.code)) }
	slices.SortFunc(rows, byCode)
	if len(rows) > 0 && rows[0].code == within {
		rows = rows[1:]
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.Invalid, "table_empty")
	}
	for i, row := range rows {
		if i > 0 && row.code == rows[i-1].code {
			return nil, fault.New(fault.Invalid, "table_twice", "code", row.code)
		}
		parent := row.code.Parent()
		if _, ok := slices.BinarySearchFunc(rows, named{code: parent}, byCode); !ok && parent != within {
			return nil, fault.New(fault.Invalid, "table_orphan", "code", row.code, "parent", parent)
		}
	}
	return rows, nil
}

// adopt goes through the table and the register side by side, both in order of code.
func (r *revision) adopt(rows []named, within division.Code, report *TableReport) error {
	present, err := r.tx.Table("divisions").Select(columns).Scopes(below(within)).Order("code").Rows()
	if err != nil {
		return fmt.Errorf("read divisions: %w", err)
	}
	defer func() { _ = present.Close() }()
	next := 0
	for present.Next() {
		var d Division
		if err := r.tx.ScanRows(present, &d); err != nil {
			return fmt.Errorf("read divisions: %w", err)
		}
		for ; next < len(rows) && rows[next].code < d.Code; next++ {
			r.adoptNew(rows[next], report)
		}
		var row *named
		if next < len(rows) && rows[next].code == d.Code {
			row = &rows[next]
			next++
		}
		if err := r.adoptKnown(&d, row, report); err != nil {
			return err
		}
	}
	for ; next < len(rows); next++ {
		r.adoptNew(rows[next], report)
	}
	return present.Err()
}

func below(within division.Code) func(*gorm.DB) *gorm.DB {
	lo, hi := within.Range()
	return func(tx *gorm.DB) *gorm.DB { return tx.Where("code > ? AND code < ?", lo, hi) }
}

func (r *revision) adoptNew(row named, report *TableReport) {
	report.Added++
	report.example(TableRow{Code: row.code, Action: Addition, Name: row.name})
	r.enter(describe(row.code, row.name, r.change.EffectiveOn))
}

// adoptKnown compares a division of the register with its row, nil when the table does not have it. A retired
// code that the table has again stays retired: it never comes back.
func (r *revision) adoptKnown(d *Division, row *named, report *TableReport) error {
	switch {
	case d.ValidTo != "" && row != nil:
		return fault.New(fault.Conflict, "division_retired", "code", d.Code, "day", d.ValidTo)
	case d.ValidTo != "" || row != nil && row.name == d.Name:
		return nil
	case row == nil:
		report.Retired++
		report.example(TableRow{Code: d.Code, Action: Retirement, Name: d.Name})
		return r.retire(d)
	}
	report.Renamed++
	report.example(TableRow{Code: d.Code, Action: Renaming, Name: row.name, Former: d.Name})
	return r.rename(d, row.name)
}

func (r *TableReport) example(row TableRow) {
	if len(r.Examples) < maxExamples {
		r.Examples = append(r.Examples, row)
	}
}
