// Package division holds the codes of the administrative tree and the days on which they are valid.
// The register of divisions itself, with names, search and changes, is package register below it.
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

// Parse accepts exactly twelve digits; anything else is the fault "division_code". Only the country begins
// with 00, and 99 is left free so that every territory ends below a code.
func Parse(s string) (Code, error) {
	if len(s) != 12 {
		return "", fault.New(fault.Invalid, "division_code")
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", fault.New(fault.Invalid, "division_code")
		}
	}
	if s[:2] == "99" || s[:2] == "00" && s != string(Country) {
		return "", fault.New(fault.Invalid, "division_code")
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

// Parent is the division that c lies in directly: one level up or, for the towns of a city without counties,
// the city. The country is its own parent.
func (c Code) Parent() Code { return c.At(max(c.Level()-1, CountryLevel)) }

// Path lists the divisions c lies in, from the country down to its parent.
func (c Code) Path() []Code {
	var path []Code
	for l := CountryLevel; l < c.Level(); l++ {
		if up := c.At(l); len(path) == 0 || up != path[len(path)-1] {
			path = append(path, up)
		}
	}
	return path
}

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

// Under is the code at the same place below another parent: the fifth town of one county becomes that of another.
func (c Code) Under(parent Code) Code {
	w := widths[parent.Level()]
	return parent[:w] + c[w:]
}

// Next is the code after c on its level below the same parent; "" after the last.
func (c Code) Next() Code {
	l := c.Level()
	_, hi := c.Range()
	if l == CountryLevel || hi.At(l-1) != c.At(l-1) || hi.Level() < l {
		return ""
	}
	return hi
}

// Contains reports whether d is c or lies below it.
func (c Code) Contains(d Code) bool {
	w := widths[c.Level()]
	return len(d) == 12 && d[:w] == c[:w]
}

// County is the first six digits, by which rows are distributed.
func (c Code) County() string { return string(c[:6]) }
