package sheet

import (
	"bytes"
	"os"
	"strings"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// What a file may hold at most.
const (
	MaxRows    = 200_000 // below the head
	maxColumns = 200
	maxLines   = 1 << 20   // blank ones included
	maxUnzip   = 512 << 20 // bytes of a workbook when it is unzipped
)

// Reader reads the rows of a table that hold anything.
type Reader struct {
	// Early tells that the workbook counts its days from 1904.
	Early bool
	// About is how many rows there are by a first look; 0 when that does not tell.
	About int

	next  func() ([]string, error)
	close func() error
	line  int
	rows  int
}

// Detect tells the format of a file by how it begins.
func Detect(head []byte) (Format, error) {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return XLSX, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")): // the format of Excel 97, and of workbooks with a password
		return "", fault.New(fault.Invalid, "import_old_excel")
	case len(bytes.TrimSpace(head)) == 0:
		return "", fault.New(fault.Invalid, "import_empty")
	case foreign(head):
		return "", fault.New(fault.Invalid, "import_format")
	}
	return CSV, nil
}

// foreign holds for files that begin as no text does.
func foreign(head []byte) bool {
	for _, magic := range []string{"%PDF", "\x89PNG", "\xff\xd8\xff", "GIF8", "Rar!", "7z\xbc\xaf", "\x1f\x8b", "<!DOCTYPE", "<html", "<?xml", "\x7fELF", "MZ"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

// Open starts reading a file of the format.
func Open(file *os.File, format Format) (*Reader, error) {
	if format == XLSX {
		return openBook(file)
	}
	return openCSV(file)
}

// Close gives back what reading took.
func (r *Reader) Close() error { return r.close() }

// Row is the next row that holds anything, with its number as a spreadsheet program shows it; io.EOF after
// the last.
func (r *Reader) Row() (cells []string, number int, err error) {
	for {
		cells, err := r.next()
		if err != nil {
			return nil, 0, err
		}
		if r.line++; r.line > maxLines {
			return nil, 0, fault.New(fault.Invalid, "import_too_many_rows", "max", MaxRows)
		}
		if cells = trimmed(cells); len(cells) > 0 {
			return r.counted(cells)
		}
	}
}

func (r *Reader) counted(cells []string) ([]string, int, error) {
	if r.rows == 0 && len(cells) > maxColumns {
		return nil, 0, fault.New(fault.Invalid, "import_too_many_columns", "max", maxColumns)
	}
	if r.rows++; r.rows > MaxRows+1 {
		return nil, 0, fault.New(fault.Invalid, "import_too_many_rows", "max", MaxRows)
	}
	for i, c := range cells {
		cells[i] = bare(c)
	}
	return cells, r.line, nil
}

// trimmed cuts off the empty cells at the end.
func trimmed(cells []string) []string {
	n := len(cells)
	for n > 0 && strings.TrimSpace(cells[n-1]) == "" {
		n--
	}
	return cells[:n]
}
