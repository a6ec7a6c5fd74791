package division_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func TestACodeKnowsItsPlaceInTheTree(t *testing.T) {
	t.Parallel()
	type place struct {
		Level          division.Level
		Parent, Lo, Hi division.Code
		County         string
		Path           []division.Code
	}
	for code, want := range map[division.Code]place{
		"000000000000": {0, "000000000000", "000000000000", "999999999999", "000000", nil},
		"330000000000": {1, "000000000000", "330000000000", "340000000000", "330000", []division.Code{"000000000000"}},
		"330100000000": {2, "330000000000", "330100000000", "330200000000", "330100", []division.Code{"000000000000", "330000000000"}},
		"339900000000": {2, "330000000000", "339900000000", "340000000000", "339900", []division.Code{"000000000000", "330000000000"}},
		"330106000000": {3, "330100000000", "330106000000", "330107000000", "330106", []division.Code{"000000000000", "330000000000", "330100000000"}},
		"330106110000": {4, "330106000000", "330106110000", "330106111000", "330106", []division.Code{"000000000000", "330000000000", "330100000000", "330106000000"}},
		"330106110001": {5, "330106110000", "330106110001", "330106110002", "330106", []division.Code{"000000000000", "330000000000", "330100000000", "330106000000", "330106110000"}},
		// Dongguan has no counties: its towns lie directly below the city.
		"441900003000": {4, "441900000000", "441900003000", "441900004000", "441900", []division.Code{"000000000000", "440000000000", "441900000000"}},
	} {
		lo, hi := code.Range()
		if got := (place{code.Level(), code.Parent(), lo, hi, code.County(), code.Path()}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", code, got, want)
		}
	}
}

func TestCodesMoveBelowOtherParentsAndStepToTheNext(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]division.Code{
		{"330106110001", "330105012000", "330105012001"},
		{"330106110001", "330105000000", "330105110001"},
		{"441900003000", "442000000000", "442000003000"},
	} {
		if got := c[0].Under(c[1]); got != c[2] {
			t.Errorf("%s under %s: got %s, want %s", c[0], c[1], got, c[2])
		}
	}
	for c, want := range map[division.Code]division.Code{
		"330106110001": "330106110002", "330106110999": "", "330106999000": "", "339900000000": "", "330000000000": "340000000000", "000000000000": "",
	} {
		if got := c.Next(); got != want {
			t.Errorf("after %s: got %q, want %q", c, got, want)
		}
	}
}

func TestOnlyTwelveDigitsOfARealProvinceAreACode(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "33", "3301060000000", "33010600000a", "33010600000 ", "+33010600000", "３３0106", "000000000001", "990000000000", "33010600000\x00"} {
		if c, err := division.Parse(s); fault.Code(err) != "division_code" {
			t.Errorf("%q: got %q, %v", s, c, err)
		}
	}
}

func TestADayIsTheDateInChina(t *testing.T) {
	t.Parallel()
	if got := division.DayOf(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)); got != "2026-11-23" {
		t.Error(got)
	}
	for _, s := range []string{"", "2026-2-3", "2026-02-30", "26-02-03", "2026-02-03T00:00:00Z", "0000-01-01"} {
		if d, err := division.ParseDay(s); fault.Code(err) != "invalid_date" {
			t.Errorf("%q: got %q, %v", s, d, err)
		}
	}
}

func FuzzParsedCodesFormATree(f *testing.F) {
	for _, s := range []string{"000000000000", "330000000000", "330106110001", "441900003000", "33", "990000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := division.Parse(s)
		if err != nil {
			return
		}
		lo, hi := c.Range()
		p := c.Parent()
		switch {
		case string(c) != s:
			t.Fatalf("%q became %q", s, c)
		case lo > c || c >= hi || len(hi) != 12:
			t.Fatalf("%s is not in its range %s to %s", c, lo, hi)
		case !p.Contains(c) || c != division.Country && p.Level() >= c.Level():
			t.Fatalf("%s does not lie below its parent %s", c, p)
		case len(c.Path()) > int(c.Level()):
			t.Fatalf("%s has the path %v", c, c.Path())
		}
	})
}
