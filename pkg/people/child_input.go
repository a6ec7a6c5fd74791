package people

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Absence is why there is no identity number (R85).
type Absence string

// The reasons.
const (
	NotRegistered Absence = "not_registered" // in no household register yet
	NotKnown      Absence = "not_known"
	NotGiven      Absence = "not_given"
)

// Absences lists every reason.
func Absences() []Absence { return []Absence{NotRegistered, NotKnown, NotGiven} }

// kept stands in an input for a text that is on record and stays.
const kept = "***"

// ChildInput is what a person fills in about a child. An identity number given as its mask, and needs given as
// "***", stay as they are.
type ChildInput struct {
	Division       division.Code `json:"division" validate:"required"`
	Name           string        `json:"name" validate:"required" maxLength:"60"`
	Sex            Sex           `json:"sex" validate:"required"`
	BirthDate      division.Day  `json:"birth_date" validate:"required" format:"date"`
	IdentityNumber string        `json:"identity_number,omitempty" maxLength:"18"`
	IdentityAbsent Absence       `json:"identity_absent,omitempty"` // needed when there is no number (R85)
	School         string        `json:"school,omitempty" maxLength:"100"`
	Grade          string        `json:"grade,omitempty" maxLength:"40"`
	Needs          string        `json:"needs,omitempty" maxLength:"2000"` // special needs, allergies, medication
	LeftOn         division.Day  `json:"left_on,omitempty" format:"date"`
	Confirm        []string      `json:"confirm,omitempty" maxItems:"10"` // codes of warnings that a person has seen
}

// ChildPatch is a JSON Merge Patch of ChildInput.
type ChildPatch struct {
	Division       *division.Code `json:"division,omitempty"`
	Name           *string        `json:"name,omitempty" maxLength:"60"`
	Sex            *Sex           `json:"sex,omitempty"`
	BirthDate      *division.Day  `json:"birth_date,omitempty" format:"date"`
	IdentityNumber *string        `json:"identity_number,omitempty" maxLength:"18"`
	IdentityAbsent *Absence       `json:"identity_absent,omitempty"`
	School         *string        `json:"school,omitempty" maxLength:"100"`
	Grade          *string        `json:"grade,omitempty" maxLength:"40"`
	Needs          *string        `json:"needs,omitempty" maxLength:"2000"`
	LeftOn         *division.Day  `json:"left_on,omitempty" format:"date"`
	Confirm        []string       `json:"confirm,omitempty" maxItems:"10"`
}

// input is what stands about the child now.
func (c *Child) input() ChildInput {
	in := ChildInput{Division: c.Division, Name: c.Name, Sex: c.Sex, BirthDate: c.BirthDate, School: c.School, Grade: c.Grade}
	if c.IdentityMask != nil {
		in.IdentityNumber = *c.IdentityMask
	}
	if c.IdentityAbsent != nil {
		in.IdentityAbsent = Absence(*c.IdentityAbsent)
	}
	if len(c.NeedsCipher) > 0 {
		in.Needs = kept
	}
	if c.LeftOn != nil {
		in.LeftOn = *c.LeftOn
	}
	return in
}

// apply checks an input and takes it over. Only one who was a minor at the first entry is a child here (R100).
func (s *Service) apply(c *Child, in ChildInput) error {
	var bad fault.Fields
	c.Name = bad.Text("name", in.Name, 60)
	c.School, c.Grade = bad.Text("school", in.School, 100, true), bad.Text("grade", in.Grade, 40, true)
	in.Needs = bad.Text("needs", in.Needs, 2000, true)
	fault.OneOf(&bad, "sex", in.Sex, Male, Female)
	s.setDivision(&bad, c, in.Division)
	c.Sex, c.BirthDate = in.Sex, in.BirthDate
	s.checkBirth(&bad, c)
	c.LeftOn = nil
	if in.LeftOn != "" {
		checkPast(&bad, "left_on", in.LeftOn, c.BirthDate, s.today())
		c.LeftOn = &in.LeftOn
	}
	if err := s.setIdentity(&bad, c, in); err != nil {
		return err
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.setNeeds(c, in.Needs)
}

// setDivision takes a township or a community of the same county: whoever moves to another county is registered there.
func (s *Service) setDivision(bad *fault.Fields, c *Child, code division.Code) {
	_, err := division.Parse(string(code))
	switch {
	case err != nil:
		bad.Add("division", requiredOr(string(code), "division_code"))
	case code.Level() < division.Township:
		bad.Add("division", "division_too_high")
	case c.County != "" && c.County != code.County():
		bad.Add("division", "child_county_change")
	default:
		c.Division, c.County = code, code.County()
	}
}

func (s *Service) checkBirth(bad *fault.Fields, c *Child) {
	entered := division.DayOf(c.CreatedAt)
	if _, err := division.ParseDay(string(c.BirthDate)); err != nil {
		bad.Add("birth_date", requiredOr(string(c.BirthDate), "invalid_date"))
		return
	}
	if c.BirthDate > s.today() {
		bad.Add("birth_date", "date_in_future")
	} else if yearsBetween(c.BirthDate, entered) >= 18 {
		bad.Add("birth_date", "not_a_minor", "age", yearsBetween(c.BirthDate, entered))
	}
}

func requiredOr(value, code string) string {
	if value == "" {
		return "required"
	}
	return code
}

// checkPast refuses a day that is none, lies before another or in the future.
func checkPast(bad *fault.Fields, field string, day, from, today division.Day) {
	_, err := division.ParseDay(string(day))
	switch {
	case err != nil:
		bad.Add(field, requiredOr(string(day), "invalid_date"))
	case day < from:
		bad.Add(field, "date_too_early", "min", from)
	case day > today:
		bad.Add(field, "date_in_future")
	}
}

// setIdentity encrypts a new number; one that contradicts sex or date of birth is refused.
func (s *Service) setIdentity(bad *fault.Fields, c *Child, in ChildInput) error {
	if c.IdentityMask != nil && in.IdentityNumber == *c.IdentityMask {
		return nil
	}
	c.IdentityCipher, c.IdentityBlind, c.IdentityMask, c.IdentityAbsent = nil, nil, nil, nil
	if in.IdentityNumber == "" {
		fault.OneOf(bad, "identity_absent", in.IdentityAbsent, Absences()...)
		absent := string(in.IdentityAbsent)
		c.IdentityAbsent = &absent
		return nil
	}
	id := checkIdentity(bad, "identity_number", in.IdentityNumber)
	if id.Number == "" {
		return nil
	}
	if id.BirthDate != c.BirthDate {
		bad.Add("birth_date", "identity_contradicts")
	}
	if id.Sex != c.Sex {
		bad.Add("sex", "identity_contradicts")
	}
	sealed, err := s.Secret.Seal(id.Number, identityPlace(c.ID))
	if err != nil {
		return err
	}
	masked := id.mask()
	c.IdentityCipher, c.IdentityBlind, c.IdentityMask = sealed, s.Secret.Blind("identity:"+id.Number), &masked
	return nil
}

func identityPlace(id uuid.UUID) string { return "children.identity." + id.String() }

func needsPlace(id uuid.UUID) string { return "children.needs." + id.String() }

func (s *Service) setNeeds(c *Child, needs string) (err error) {
	switch needs {
	case kept:
	case "":
		c.NeedsCipher = nil
	default:
		c.NeedsCipher, err = s.Secret.Seal(needs, needsPlace(c.ID))
	}
	c.HasNeeds = len(c.NeedsCipher) > 0
	return err
}

// checkDivision refuses a division that does not exist or is no longer valid.
func checkDivision(tx *gorm.DB, code division.Code) error {
	var found []struct{ Retired bool }
	err := tx.Raw("SELECT valid_to IS NOT NULL AS retired FROM divisions WHERE code = ?", code).Scan(&found).Error
	if err != nil {
		return fmt.Errorf("division of a person: %w", err)
	}
	var bad fault.Fields
	if len(found) == 0 {
		bad.Add("division", "division_not_found", "code", code)
	} else if found[0].Retired {
		bad.Add("division", "division_retired", "code", code)
	}
	return bad.Err()
}
