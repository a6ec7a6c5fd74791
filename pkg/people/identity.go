package people

import (
	"strings"
	"time"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Identity is what a citizen's identity number says of its holder (GB 11643-1999, R84).
type Identity struct {
	Number    string // 18 characters, the last one a digit or X
	BirthDate division.Day
	Sex       Sex
}

var (
	identityWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	identityChecks  = "10X98765432"
)

// ParseIdentity reads an identity number. The second result is the code of what is wrong with it: its form, its
// date of birth or its check digit.
func ParseIdentity(text string) (Identity, string) {
	n := strings.ToUpper(strings.TrimSpace(text))
	if len(n) != 18 || strings.Trim(n[:17], "0123456789") != "" || !strings.Contains("0123456789X", n[17:]) {
		return Identity{}, "identity_form"
	}
	day, err := time.Parse("20060102", n[6:14])
	if err != nil || day.Year() < 1900 {
		return Identity{}, "identity_birth_date"
	}
	sum := 0
	for i, w := range identityWeights {
		sum += int(n[i]-'0') * w
	}
	if identityChecks[sum%11] != n[17] {
		return Identity{}, "identity_check_digit"
	}
	sex := Female
	if (n[16]-'0')%2 == 1 {
		sex = Male
	}
	return Identity{Number: n, BirthDate: division.Day(day.Format(time.DateOnly)), Sex: sex}, ""
}

// mask shows the area and the last two characters.
func (i Identity) mask() string { return i.Number[:4] + "************" + i.Number[16:] }

// checkIdentity reads the identity number in a field, when one is given.
func checkIdentity(bad *fault.Fields, field, text string) Identity {
	if text == "" {
		return Identity{}
	}
	id, wrong := ParseIdentity(text)
	if wrong != "" {
		bad.Add(field, wrong)
	}
	return id
}
