package facility

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Input is what a person fills in about a facility. Status, since, opened_on and closed_on count when it is
// registered; later they change by commands only.
type Input struct {
	Name           string        `json:"name" validate:"required" maxLength:"200"`
	Division       division.Code `json:"division" validate:"required"`
	Kind           Kind          `json:"kind" validate:"required"`
	Code           string        `json:"code,omitempty" maxLength:"64"`
	HostID         *uuid.UUID    `json:"host_id,omitempty" format:"uuid"`
	Address        string        `json:"address,omitempty" maxLength:"300"`
	Point          *Point        `json:"point,omitempty"`
	FloorAreaM2    *float64      `json:"floor_area_m2,omitempty" minimum:"0"`
	ActivityAreaM2 *float64      `json:"activity_area_m2,omitempty" minimum:"0"`
	OperatorID     *uuid.UUID    `json:"operator_id,omitempty" format:"uuid"`
	ContactName    string        `json:"contact_name,omitempty" maxLength:"100"`
	ContactPhone   string        `json:"contact_phone,omitempty" maxLength:"32"` // the masked form leaves it as it is
	Accessibility  []string      `json:"accessibility,omitempty" maxItems:"20"`
	Notes          string        `json:"notes,omitempty" maxLength:"2000"`
	Status         Status        `json:"status,omitempty"`              // planned when left out
	Since          division.Day  `json:"since,omitempty" format:"date"` // when the status began; today when left out
	OpenedOn       division.Day  `json:"opened_on,omitempty" format:"date"`
	ClosedOn       division.Day  `json:"closed_on,omitempty" format:"date"`
	Confirm        []string      `json:"confirm,omitempty" maxItems:"10"` // codes of warnings that were looked at
	Demo           bool          `json:"-"`
}

// Patch is a JSON Merge Patch (RFC 7396) of Input: fields left out stay, null clears.
type Patch struct {
	Name           *string        `json:"name,omitempty" maxLength:"200"`
	Division       *division.Code `json:"division,omitempty"`
	Kind           *Kind          `json:"kind,omitempty"`
	Code           *string        `json:"code,omitempty" maxLength:"64" extensions:"x-nullable"`
	HostID         *uuid.UUID     `json:"host_id,omitempty" format:"uuid" extensions:"x-nullable"`
	Address        *string        `json:"address,omitempty" maxLength:"300" extensions:"x-nullable"`
	Point          *Point         `json:"point,omitempty" extensions:"x-nullable"`
	FloorAreaM2    *float64       `json:"floor_area_m2,omitempty" minimum:"0" extensions:"x-nullable"`
	ActivityAreaM2 *float64       `json:"activity_area_m2,omitempty" minimum:"0" extensions:"x-nullable"`
	OperatorID     *uuid.UUID     `json:"operator_id,omitempty" format:"uuid" extensions:"x-nullable"`
	ContactName    *string        `json:"contact_name,omitempty" maxLength:"100" extensions:"x-nullable"`
	ContactPhone   *string        `json:"contact_phone,omitempty" maxLength:"32" extensions:"x-nullable"`
	Accessibility  []string       `json:"accessibility,omitempty" maxItems:"20" extensions:"x-nullable"`
	Notes          *string        `json:"notes,omitempty" maxLength:"2000" extensions:"x-nullable"`
	Confirm        []string       `json:"confirm,omitempty" maxItems:"10"`
}

// input is the facility as a person would fill it in, the base of a patch.
func (f *Facility) input() Input {
	in := Input{Name: f.Name, Division: f.Division, Kind: f.Kind, Code: text(f.Code), HostID: f.HostID, Address: f.Address,
		FloorAreaM2: f.FloorAreaM2, ActivityAreaM2: f.ActivityAreaM2, OperatorID: f.OperatorID, ContactName: text(f.ContactName),
		ContactPhone: text(f.ContactPhoneMask), Accessibility: f.Accessibility, Notes: f.Notes,
		Status: f.Status, OpenedOn: text(f.OpenedOn), ClosedOn: text(f.ClosedOn), Demo: f.Demo}
	if f.Latitude != nil {
		in.Point = &Point{Latitude: *f.Latitude, Longitude: *f.Longitude, Datum: WGS84}
	}
	return in
}

func text[T ~string](p *T) T {
	if p == nil {
		return ""
	}
	return *p
}

func optional[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

var phonePattern = regexp.MustCompile(`^\+?[0-9][0-9 ()-]{5,30}$`)

// apply checks the fields that need no database and sets them; what is unusual comes back as warnings.
func (f *Facility) apply(in Input) ([]fault.Warning, error) {
	var bad fault.Fields
	f.setName(bad.Text("name", in.Name, 200))
	f.Address = bad.Text("address", in.Address, 300, true)
	f.Notes = bad.Text("notes", in.Notes, 2000, true)
	f.Code = optional(bad.Text("code", in.Code, 64, true))
	f.ContactName = optional(bad.Text("contact_name", in.ContactName, 100, true))
	fault.OneOf(&bad, "kind", in.Kind, Kinds()...)
	f.Kind, f.HostID, f.OperatorID, f.Demo = in.Kind, in.HostID, in.OperatorID, in.Demo
	f.setDivision(&bad, in.Division)
	f.setAreas(&bad, in)
	f.setAccessibility(&bad, in.Accessibility)
	if (in.Kind == ChildrensHome) != (in.HostID != nil) {
		bad.Add("host_id", "host_for_home_only")
	}
	if in.ContactPhone != "" && in.ContactPhone != text(f.ContactPhoneMask) && !phonePattern.MatchString(in.ContactPhone) {
		bad.Add("contact_phone", "phone_format")
	}
	warnings := f.setPoint(&bad, in.Point)
	return warnings, bad.Err()
}

func (f *Facility) setDivision(bad *fault.Fields, code division.Code) {
	if _, err := division.Parse(string(code)); err != nil {
		bad.Add("division", "division_code")
		return
	}
	if f.County != "" && f.County != code.County() {
		bad.Add("division", "county_change")
	}
	f.Division, f.County = code, code.County()
}

// setAreas: the largest believable building has 100 hectares.
func (f *Facility) setAreas(bad *fault.Fields, in Input) {
	const largest = 1_000_000
	f.FloorAreaM2, f.ActivityAreaM2 = in.FloorAreaM2, in.ActivityAreaM2
	if a := in.FloorAreaM2; a != nil && !(*a > 0 && *a <= largest) {
		bad.Add("floor_area_m2", "out_of_range", "min", 0, "max", largest)
	}
	if a := in.ActivityAreaM2; a != nil {
		switch {
		case !(*a >= 0 && *a <= largest):
			bad.Add("activity_area_m2", "out_of_range", "min", 0, "max", largest)
		case in.FloorAreaM2 == nil || *a > *in.FloorAreaM2:
			bad.Add("activity_area_m2", "larger_than_floor_area")
		}
	}
}

func (f *Facility) setAccessibility(bad *fault.Fields, given []string) {
	f.Accessibility = pq.StringArray{}
	for i, a := range given {
		if !slices.Contains(Accessibilities, a) {
			bad.Add(fmt.Sprintf("accessibility.%d", i), "invalid_value", "allowed", strings.Join(Accessibilities, ", "))
		} else if !slices.Contains(f.Accessibility, a) {
			f.Accessibility = append(f.Accessibility, a)
		}
	}
}

func (f *Facility) setPoint(bad *fault.Fields, p *Point) []fault.Warning {
	if p == nil {
		f.Latitude, f.Longitude, f.DatumGiven = nil, nil, nil
		return nil
	}
	if f.Latitude != nil && p.datum() == WGS84 && p.Latitude == *f.Latitude && p.Longitude == *f.Longitude {
		return nil // unchanged, and looked at before
	}
	warnings := p.check(bad)
	lat, lon, datum := 0.0, 0.0, p.datum()
	lat, lon = p.wgs84()
	f.Latitude, f.Longitude, f.DatumGiven = &lat, &lon, &datum
	return warnings
}

// setPhone encrypts the contact's number; the mask in its place means that it stays.
func (s *Service) setPhone(f *Facility, phone string) error {
	switch phone {
	case text(f.ContactPhoneMask):
		return nil
	case "":
		f.ContactCipher, f.ContactPhoneMask = nil, nil
		return nil
	}
	sealed, err := s.Secret.Seal(phone, phonePlace(f.ID))
	if err != nil {
		return err
	}
	masked := mask(phone)
	f.ContactCipher, f.ContactPhoneMask = sealed, &masked
	return nil
}

func phonePlace(id uuid.UUID) string { return "facilities.contact_phone." + id.String() }

// mask keeps what lets a person recognise a number: 138****5678.
func mask(phone string) string {
	if n := len(phone); n >= 11 {
		return phone[:3] + strings.Repeat("*", n-7) + phone[n-4:]
	}
	return strings.Repeat("*", len(phone)-2) + phone[len(phone)-2:]
}

// checkReferences looks up what the input points to: the division, the host and the operator.
func (s *Service) checkReferences(tx *gorm.DB, f *Facility) error {
	var found struct {
		Division, Retired bool
		HostCounty        *string
		HostKind          *Kind
		Operator          bool
	}
	err := tx.Raw(`SELECT d.code IS NOT NULL AS division, d.valid_to IS NOT NULL AS retired, h.county AS host_county, h.kind AS host_kind, o.id IS NOT NULL AS operator
 FROM (SELECT 1) one LEFT JOIN divisions d ON d.code = ? LEFT JOIN facilities h ON h.id = ? LEFT JOIN organisations o ON o.id = ? AND NOT o.disabled`,
		f.Division, f.HostID, f.OperatorID).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("check references: %w", err)
	}
	var bad fault.Fields
	switch {
	case !found.Division:
		bad.Add("division", "division_not_found", "code", f.Division)
	case found.Retired:
		bad.Add("division", "division_retired", "code", f.Division)
	}
	if f.HostID != nil && (found.HostCounty == nil || *found.HostCounty != f.County || *found.HostKind == ChildrensHome || *f.HostID == f.ID) {
		bad.Add("host_id", "host_not_found")
	}
	if f.OperatorID != nil && !found.Operator {
		bad.Add("operator_id", "organisation_not_found")
	}
	return bad.Err()
}
