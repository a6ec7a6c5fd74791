package fault

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text checks one text field: required unless optional, valid UTF-8, no control characters but line
// breaks and tabs, at most max characters. It returns the text without the space around it.
func (f *Fields) Text(name, value string, max int, optional ...bool) string {
	value = strings.TrimSpace(value)
	switch {
	case !utf8.ValidString(value):
		f.Add(name, "invalid_utf8")
	case strings.ContainsFunc(value, hostile):
		f.Add(name, "control_characters")
	case utf8.RuneCountInString(value) > max:
		f.Add(name, "too_long", "max", max)
	case value == "" && len(optional) == 0:
		f.Add(name, "required")
	}
	return value
}

// hostile holds for control and bidirectional override characters, which hide what a text says.
func hostile(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff
}

// OneOf checks that value is one of the allowed ones.
func OneOf[T ~string](f *Fields, name string, value T, allowed ...T) {
	texts := make([]string, len(allowed))
	for i, a := range allowed {
		if a == value {
			return
		}
		texts[i] = string(a)
	}
	if value == "" {
		f.Add(name, "required")
		return
	}
	f.Add(name, "invalid_value", "allowed", strings.Join(texts, ", "))
}
