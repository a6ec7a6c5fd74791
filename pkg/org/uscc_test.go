package org_test

import (
	"slices"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/org"
)

func TestUSCCFollowsTheStandardsOwnExamples(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][]string{ // vectors of R80 and R81
		"91110000101623741K": nil, "911101066976941872": nil, "91350100M000100Y43": nil, "91350200MA2YJ1XR9G": nil,
		"91110000710931130F": {"uscc_check_digit"},
		"91350211M0000XUF46": {"uscc_check_digit"}, "91350100M0001TGQXM": {"uscc_check_digit"},
	} {
		got, err := org.CheckUSCC(code)
		got = slices.DeleteFunc(got, func(c string) bool { return c == "uscc_inner_check" }) // not all early codes obey it (R83)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v, want %v", code, got, err, want)
		}
	}
	for _, code := range []string{"", "9111000010162374", "91110000I01623741K", "91110000101623741k", "91A10000101623741K", "9111000010162374１K"} {
		if _, err := org.CheckUSCC(code); err == nil {
			t.Errorf("%q was accepted", code)
		}
	}
}

func FuzzUSCCNeverPanics(f *testing.F) {
	f.Add("91110000101623741K")
	f.Fuzz(func(t *testing.T, code string) {
		if w, err := org.CheckUSCC(code); err != nil && w != nil {
			t.Fatal("warnings beside an error")
		}
	})
}
