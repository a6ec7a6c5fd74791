package facility

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// entry is one row of a file that is imported.
type entry struct {
	row      int // as the spreadsheet program numbers it
	in       Input
	host     string // code, name or id of the facility around a children's home
	operator string // credit code, name or id of the organisation
	lat, lon *float64
	datum    Datum
	early    bool // the workbook counts days from 1904
	bad      fault.Fields
	warnings []fault.Warning

	before *Facility // what is registered already; nil when new
	after  *Facility
	life   []State  // of a new facility
	cells  []string // as they are in the file, until the row was reported on
}

// read takes the cells of a row apart by the columns of its file.
func (e *entry) read(l *layout, cells []string) {
	for i, c := range l.columns {
		if c == nil || c.take == nil {
			continue
		}
		text := ""
		if i < len(cells) {
			text = e.clean(c.Field, strings.TrimSpace(cells[i]))
		}
		c.take(e, text)
	}
	e.placePoint()
}

// clean refuses what PostgreSQL could not even be asked for.
func (e *entry) clean(field, s string) string {
	switch {
	case !utf8.ValidString(s):
		e.bad.Add(field, "invalid_utf8")
	case strings.ContainsRune(s, 0):
		e.bad.Add(field, "control_characters")
	default:
		return s
	}
	return ""
}

func (e *entry) takeCode(s string)     { e.in.Code = s }
func (e *entry) takeName(s string)     { e.in.Name = s }
func (e *entry) takeDivision(s string) { e.in.Division = division.Code(s) }
func (e *entry) takeKind(s string)     { e.in.Kind = Kind(meant(kindWords, s)) }
func (e *entry) takeHost(s string)     { e.host = s }
func (e *entry) takeStatus(s string)   { e.in.Status = Status(meant(statusWords, s)) }
func (e *entry) takeOpened(s string)   { e.in.OpenedOn = e.day("opened_on", s) }
func (e *entry) takeClosed(s string)   { e.in.ClosedOn = e.day("closed_on", s) }
func (e *entry) takeAddress(s string)  { e.in.Address = s }
func (e *entry) takeLatitude(s string) { e.lat = e.number("point.latitude", s) }
func (e *entry) takeLongitude(s string) {
	e.lon = e.number("point.longitude", s)
}
func (e *entry) takeDatum(s string)    { e.datum = Datum(meant(datumWords, s)) }
func (e *entry) takeFloor(s string)    { e.in.FloorAreaM2 = cents(e.number("floor_area_m2", s)) }
func (e *entry) takeActivity(s string) { e.in.ActivityAreaM2 = cents(e.number("activity_area_m2", s)) }
func (e *entry) takeOperator(s string) { e.operator = s }
func (e *entry) takeContact(s string)  { e.in.ContactName = s }
func (e *entry) takePhone(s string)    { e.in.ContactPhone = s }
func (e *entry) takeNotes(s string)    { e.in.Notes = strings.ReplaceAll(s, "\r\n", "\n") }

func (e *entry) takeAccessibility(s string) {
	e.in.Accessibility = []string{}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、;；,，/|", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			e.in.Accessibility = append(e.in.Accessibility, meant(accessibilityWords, part))
		}
	}
}

// number reads a number, also one with separators of thousands.
func (e *entry) number(field, s string) *float64 {
	if s == "" {
		return nil
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		e.bad.Add(field, "import_number")
		return nil
	}
	return &n
}

// cents rounds to the two decimals that are stored, so that importing a value again changes nothing.
func cents(n *float64) *float64 {
	if n == nil {
		return nil
	}
	rounded := math.Round(*n*100) / 100
	return &rounded
}

// day reads a date as people and spreadsheet programs write it.
func (e *entry) day(field, s string) division.Day {
	if s == "" {
		return ""
	}
	if serial, err := strconv.ParseFloat(s, 64); err == nil && serial >= 1 && serial < 100000 {
		if t, err := excelize.ExcelDateToTime(serial, e.early); err == nil {
			return division.Day(t.Format(time.DateOnly))
		}
	}
	for _, form := range []string{time.DateOnly, "2006/1/2", "2006-1-2", "2006.1.2", "2006年1月2日", time.DateTime, time.RFC3339} {
		if t, err := time.Parse(form, s); err == nil {
			return division.Day(t.Format(time.DateOnly))
		}
	}
	e.bad.Add(field, "import_date")
	return ""
}

func (e *entry) placePoint() {
	switch {
	case e.lat == nil && e.lon == nil:
	case e.lat == nil && !e.failed("point.latitude"):
		e.bad.Add("point.latitude", "required")
	case e.lon == nil && !e.failed("point.longitude"):
		e.bad.Add("point.longitude", "required")
	case e.lat != nil && e.lon != nil:
		e.in.Point = &Point{Latitude: *e.lat, Longitude: *e.lon, Datum: e.datum}
	}
}

// failed reports whether something is wrong with the field already.
func (e *entry) failed(field string) bool {
	for _, f := range e.bad {
		if f.Name == field {
			return true
		}
	}
	return false
}

// fail notes every fault of err; any other error comes back.
func (e *entry) fail(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	for _, field := range f.Fields {
		if !e.failed(field.Name) {
			e.bad = append(e.bad, field)
		}
	}
	if len(f.Fields) == 0 {
		e.bad = append(e.bad, fault.Field{Code: f.Code, Params: f.Params})
	}
	return nil
}

// keep fills what the file has no column for, or what only commands change and a cell left blank, from the
// facility as it is registered.
func (e *entry) keep(l *layout) {
	base := e.before.input()
	for field, copy := range kept {
		if !l.has[field] {
			copy(&e.in, base)
		}
	}
	if e.in.Code == "" {
		e.in.Code = base.Code
	}
	if e.in.Status == "" {
		e.in.Status = base.Status
	}
	if e.in.OpenedOn == "" {
		e.in.OpenedOn = base.OpenedOn
	}
	if e.in.ClosedOn == "" {
		e.in.ClosedOn = base.ClosedOn
	}
	if e.in.Point != nil && base.Point != nil && e.in.Point.sameAs(*base.Point) {
		e.in.Point = base.Point
	}
	e.in.Demo = e.before.Demo
}

// sameAs allows for the digits that a spreadsheet program keeps: a tenth of a millimetre.
func (p Point) sameAs(other Point) bool {
	lat, lon := p.wgs84()
	return math.Abs(lat-other.Latitude) < 1e-9 && math.Abs(lon-other.Longitude) < 1e-9
}

// kept says how a field is taken over, by the column that would have brought it.
var kept = map[string]func(in *Input, base Input){
	"host_id":          func(in *Input, base Input) { in.HostID = base.HostID },
	"address":          func(in *Input, base Input) { in.Address = base.Address },
	"point.latitude":   func(in *Input, base Input) { in.Point = base.Point },
	"floor_area_m2":    func(in *Input, base Input) { in.FloorAreaM2 = base.FloorAreaM2 },
	"activity_area_m2": func(in *Input, base Input) { in.ActivityAreaM2 = base.ActivityAreaM2 },
	"operator_id":      func(in *Input, base Input) { in.OperatorID = base.OperatorID },
	"contact_name":     func(in *Input, base Input) { in.ContactName = base.ContactName },
	"contact_phone":    func(in *Input, base Input) { in.ContactPhone = base.ContactPhone },
	"accessibility":    func(in *Input, base Input) { in.Accessibility = base.Accessibility },
	"notes":            func(in *Input, base Input) { in.Notes = base.Notes },
}
