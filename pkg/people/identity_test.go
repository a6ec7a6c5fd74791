package people_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/people"
)

// R84: the standard's own examples, and one that cannot be.
func TestIdentityNumbersAreReadByTheStandard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		people.Identity
		Wrong string
	}{
		"11010519491231002X":   {people.Identity{Number: "11010519491231002X", BirthDate: "1949-12-31", Sex: people.Female}, ""},
		" 11010519491231002x ": {people.Identity{Number: "11010519491231002X", BirthDate: "1949-12-31", Sex: people.Female}, ""},
		"440524188001010014":   {people.Identity{}, "identity_birth_date"}, // the standard's example, of somebody born in 1880
		"110000201506010019":   {people.Identity{Number: "110000201506010019", BirthDate: "2015-06-01", Sex: people.Male}, ""},
		"450000201209150021":   {people.Identity{Number: "450000201209150021", BirthDate: "2012-09-15", Sex: people.Female}, ""},
		"520000201902290012":   {people.Identity{}, "identity_birth_date"},
		"110105194912310021":   {people.Identity{}, "identity_check_digit"},
		"110105194912310O2X":   {people.Identity{}, "identity_form"},
		"1101051949123100":     {people.Identity{}, "identity_form"},
		"":                     {people.Identity{}, "identity_form"},
	} {
		got, wrong := people.ParseIdentity(text)
		if got != want.Identity || wrong != want.Wrong {
			t.Errorf("%q: got %+v %q, want %+v %q", text, got, wrong, want.Identity, want.Wrong)
		}
	}
}

func FuzzIdentityNumbersThatAreTakenReadTheSameAgain(f *testing.F) {
	f.Add("11010519491231002X")
	f.Add("520000201902290012")
	f.Add("１１０１０５\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		id, wrong := people.ParseIdentity(text)
		if wrong != "" {
			return
		}
		if again, wrong := people.ParseIdentity(id.Number); wrong != "" || again != id {
			t.Fatalf("%q: %+v became %+v %q", text, id, again, wrong)
		}
	})
}
