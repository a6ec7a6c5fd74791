package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// openCSV reads UTF-8, with or without a byte order mark, or GB18030, which Excel writes in China.
func openCSV(file *os.File) (*Reader, error) {
	chinese, err := isChinese(file)
	if err != nil {
		return nil, err
	}
	text := func() (*bufio.Reader, error) {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("read csv: %w", err)
		}
		if chinese {
			return bufio.NewReaderSize(transform.NewReader(file, simplifiedchinese.GB18030.NewDecoder()), 64<<10), nil
		}
		return bufio.NewReaderSize(file, 64<<10), nil
	}
	in, err := text()
	if err != nil {
		return nil, err
	}
	lines, err := look(in)
	if err != nil {
		return nil, err
	}
	if in, err = text(); err != nil {
		return nil, err
	}
	r := &Reader{About: max(lines-1, 1), close: file.Close}
	r.next = r.csvRows(in)
	return r, nil
}

// isChinese reports whether the text is not UTF-8, so that it must be GB18030.
func isChinese(file *os.File) (bool, error) {
	in := bufio.NewReaderSize(file, 64<<10)
	head, _ := in.Peek(2)
	if bytes.Equal(head, []byte("\xff\xfe")) || bytes.Equal(head, []byte("\xfe\xff")) {
		return false, fault.New(fault.Invalid, "import_encoding")
	}
	for {
		c, size, err := in.ReadRune()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read csv: %w", err)
		}
		if c == utf8.RuneError && size == 1 {
			return true, nil
		}
	}
}

// look counts the lines and refuses what is no text in either encoding.
func look(in *bufio.Reader) (lines int, err error) {
	zeros, all := 0, 0
	for {
		c, _, err := in.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return lines + 1, nil
		case err != nil:
			return 0, fmt.Errorf("read csv: %w", err)
		case c == utf8.RuneError:
			return 0, fault.New(fault.Invalid, "import_encoding")
		case c == '\n':
			lines++
		case c == 0:
			zeros++
		}
		if all++; zeros > 64 && zeros > all/8 { // a single one is the fault of its row
			return 0, fault.New(fault.Invalid, "import_encoding")
		}
	}
}

func (r *Reader) csvRows(in *bufio.Reader) func() ([]string, error) {
	if c, _, err := in.ReadRune(); err == nil && c != '\ufeff' {
		_ = in.UnreadRune()
	}
	head, _ := in.Peek(4096)
	rows := csv.NewReader(in)
	rows.FieldsPerRecord, rows.Comma = -1, comma(head)
	within := 0 // line breaks inside cells, which make no new row
	return func() ([]string, error) {
		cells, err := rows.Read()
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, fault.New(fault.Invalid, "import_csv_syntax", "row", broken.StartLine)
		}
		if err != nil {
			return nil, err
		}
		line, _ := rows.FieldPos(0)
		r.line = line - 1 - within // blank lines are passed over without a word
		for _, c := range cells {
			within += strings.Count(c, "\n")
		}
		return cells, nil
	}
}

// comma is what the first line has most of: some programs separate by semicolons or tabs.
func comma(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range ";\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}
