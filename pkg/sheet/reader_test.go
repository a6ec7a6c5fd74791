package sheet_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// read gives all rows of a file with their numbers.
func read(t *testing.T, content []byte) (rows [][]string, numbers []int, err error) {
	t.Helper()
	format, err := sheet.Detect(content[:min(4096, len(content))])
	if err != nil {
		return nil, nil, err
	}
	name := filepath.Join(t.TempDir(), "a."+string(format))
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(file, format)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	defer func() { _ = r.Close() }()
	for {
		cells, number, err := r.Row()
		if errors.Is(err, io.EOF) {
			return rows, numbers, nil
		}
		if err != nil {
			return rows, numbers, err
		}
		rows, numbers = append(rows, append([]string{}, cells...)), append(numbers, number)
	}
}

func TestRowsHaveTheNumbersThatASpreadsheetProgramShows(t *testing.T) {
	t.Parallel()
	rows, numbers, err := read(t, []byte("\ufeffa,b\r\n\r\n\"two\nlines\",'=1+1\r\n,,,\r\nlast\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"a", "b"}, {"two\nlines", "=1+1"}, {"last"}}
	if !reflect.DeepEqual(rows, want) || !reflect.DeepEqual(numbers, []int{1, 3, 5}) {
		t.Fatalf("%q %v", rows, numbers)
	}
}

func FuzzReadingAFileGivesRowsOrAFault(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "\"", "PK\x03\x04", "a;b\n\x00;\xff", "\xef\xbb\xbf\n\n,", "\xff\xfea", "\x81\x30\x81\x30,x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		_, numbers, err := read(t, content)
		var known *fault.Error
		if err != nil && !errors.As(err, &known) {
			t.Fatalf("no fault: %v", err)
		}
		for i := 1; i < len(numbers); i++ {
			if numbers[i] <= numbers[i-1] {
				t.Fatalf("rows are numbered %v", numbers)
			}
		}
	})
}
