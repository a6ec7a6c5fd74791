package sheet

import (
	"fmt"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// openBook reads the first sheet of a workbook.
func openBook(file *os.File) (*Reader, error) {
	unreadable := fault.New(fault.Invalid, "import_unreadable")
	f, err := excelize.OpenFile(file.Name(), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: 8 << 20, RawCellValue: true})
	if err != nil {
		return nil, refused(err)
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		_ = f.Close()
		return nil, unreadable
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		_ = f.Close()
		return nil, unreadable
	}
	r := &Reader{Early: early(f), About: about(f, sheets[0]), next: bookRows(rows)}
	r.close = func() error {
		_ = rows.Close()
		_ = file.Close()
		return f.Close()
	}
	return r, nil
}

// refused tells a file that is too large when unzipped from one that is no workbook at all.
func refused(err error) error {
	if text := err.Error(); len(text) > 5 && text[:5] == "unzip" {
		return fault.New(fault.Invalid, "import_unzip_limit", "max", maxUnzip>>20)
	}
	return fault.New(fault.Invalid, "import_unreadable")
}

func early(f *excelize.File) bool {
	p, err := f.GetWorkbookProps()
	return err == nil && p.Date1904 != nil && *p.Date1904
}

// about is the size that the workbook gives for its sheet, which it may leave out.
func about(f *excelize.File, name string) int {
	area, err := f.GetSheetDimension(name)
	if err != nil {
		return 0
	}
	for i := range area {
		if area[i] == ':' {
			if _, last, err := excelize.CellNameToCoordinates(area[i+1:]); err == nil {
				return min(last-1, MaxRows)
			}
		}
	}
	return 0
}

func bookRows(rows *excelize.Rows) func() ([]string, error) {
	return func() ([]string, error) {
		if !rows.Next() {
			if err := rows.Error(); err != nil {
				return nil, fault.New(fault.Invalid, "import_unreadable")
			}
			return nil, io.EOF
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w", fault.New(fault.Invalid, "import_unreadable"))
		}
		return cells, nil
	}
}
