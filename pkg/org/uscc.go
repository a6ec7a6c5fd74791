package org

import (
	"strings"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// R80: the unified social credit code of GB 32100-2015: 18 characters of this alphabet.
const (
	usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	usccLength   = 18
)

var (
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
)

// CheckUSCC checks a unified social credit code. A wrong length or character is an error; a wrong check
// digit only a warning, because codes of the pilot years are real and fail the check (R81, R83).
func CheckUSCC(code string) (warnings []string, err error) {
	if len(code) != usccLength || strings.Trim(code, usccAlphabet) != "" || strings.Trim(code[2:8], "0123456789") != "" {
		return nil, fault.New(fault.Invalid, "uscc_format")
	}
	sum := 0
	for i, w := range usccWeights {
		sum += w * strings.IndexByte(usccAlphabet, code[i])
	}
	if usccAlphabet[(31-sum%31)%31] != code[17] {
		warnings = append(warnings, "uscc_check_digit")
	}
	if !validOrgCode(code[8:17]) {
		warnings = append(warnings, "uscc_inner_check")
	}
	return warnings, nil
}

// validOrgCode checks an organisation code by GB 11714 (R83).
func validOrgCode(code string) bool {
	sum := 0
	for i, w := range orgWeights {
		c := code[i]
		v := int(c - '0')
		if c >= 'A' {
			v = int(c-'A') + 10 // GB 11714 counts every letter, also those the credit code leaves out
		}
		sum += w * v
	}
	return "0123456789X0"[11-sum%11] == code[8]
}
