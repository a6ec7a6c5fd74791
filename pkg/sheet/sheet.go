// Package sheet reads and writes tables of texts as CSV and XLSX, row by row.
//
// What comes in is not trusted: sizes are limited and every refusal is a fault with a code. What goes out
// cannot run as a formula.
package sheet

// Format is how a table is kept in a file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Formats lists every format.
func Formats() []Format { return []Format{CSV, XLSX} }

// MediaType is what the format is called over HTTP.
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// bom tells Excel that a CSV file is UTF-8.
const bom = "\ufeff"
