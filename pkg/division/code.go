package division

import (
	"strconv"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Code is the 12-digit code of a division (GB/T 2260, R86): 2 province + 2 city + 2 county + 3 township +
// 3 community, padded with zeros.
type Code string

// Country is the code above all provinces; its territory is everything.
const Country Code = "000000000000"

// Level is how deep a division lies: 0 country, 1 province, 2 city, 3 county, 4 township, 5 community.
type Level int

// The levels.
const (
	CountryLevel Level = iota
	Province
	City
	County
	Township
	Community
)

var widths = [...]int{0, 2, 4, 6, 9, 12}

// Parse accepts exactly twelve digits; anything else is the fault "division_code".
func Parse(s string) (Code, error) {
	if len(s) != 12 {
		return "", fault.New(fault.Invalid, "division_code")
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", fault.New(fault.Invalid, "division_code")
		}
	}
	return Code(s), nil
}

// Level is read off the zeros at the end.
func (c Code) Level() Level {
	for l := Community; l > CountryLevel; l-- {
		if tail := string(c[widths[l-1]:widths[l]]); tail != "000"[:len(tail)] {
			return l
		}
	}
	return CountryLevel
}

// At is the division of that level which c lies in; c itself when it is no deeper.
func (c Code) At(l Level) Code {
	if l >= c.Level() {
		return c
	}
	return c[:widths[l]] + Code("000000000000"[widths[l]:])
}

// Parent is the division one level up; the country is its own parent.
func (c Code) Parent() Code { return c.At(max(c.Level()-1, CountryLevel)) }

// Range is the half-open range of codes of the division and everything below it.
func (c Code) Range() (lo, hi Code) {
	w := widths[c.Level()]
	if w == 0 {
		return Country, "999999999999"
	}
	n, err := strconv.Atoi(string(c[:w]))
	if err != nil {
		return c, c
	}
	next := strconv.Itoa(n + 1)
	for len(next) < w {
		next = "0" + next
	}
	return c, Code(next) + Code("000000000000"[w:])
}

// Contains reports whether d is c or lies below it.
func (c Code) Contains(d Code) bool {
	w := widths[c.Level()]
	return len(d) == 12 && d[:w] == c[:w]
}

// County is the first six digits, by which rows are distributed.
func (c Code) County() string { return string(c[:6]) }
