// Package pinyin spells Chinese names in Latin letters for search: without tones, without spaces, ü as v.
package pinyin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	dictionary "github.com/mozillazg/go-pinyin"
)

// phrasesText lists place-name words, and single characters, that are read otherwise than the
// dictionary's first reading: one a line, the word and its syllables.
//
//go:embed phrases.txt
var phrasesText string

type phrase struct {
	rest      string // the characters after the first
	syllables []string
}

type table struct {
	syllables map[rune]string
	han       [0x9fff - 0x3400 + 1]string // the same for the common range, without hashing
	phrases   map[rune][]phrase           // by first character, longer ones first
}

var readings = sync.OnceValue(build)

// Of returns the full spelling of a name and its initials: 转塘街道 is "zhuantangjiedao" and "ztjd".
// Latin letters and digits stay, in lower case; punctuation is dropped.
func Of(name string) (full, initials string) {
	f, i := Append(nil, nil, name)
	return string(f), string(i)
}

// Append adds the spelling of a name to full and its initials to initials.
func Append(full, initials []byte, name string) (f, i []byte) {
	t := readings()
	for name != "" {
		r, size := utf8.DecodeRuneInString(name)
		name = name[size:]
		if p := t.match(r, name); p != nil {
			for _, s := range p.syllables {
				full, initials = append(full, s...), append(initials, s[0])
			}
			name = name[len(p.rest):]
			continue
		}
		if s := t.syllable(r); s != "" {
			full, initials = append(full, s...), append(initials, s[0])
		}
	}
	return full, initials
}

func (t *table) match(r rune, rest string) *phrase {
	ps := t.phrases[r]
	for i := range ps {
		if strings.HasPrefix(rest, ps[i].rest) {
			return &ps[i]
		}
	}
	return nil
}

func (t *table) syllable(r rune) string {
	switch {
	case r >= 0x3400 && r <= 0x9fff:
		return t.han[r-0x3400]
	case r >= 0xff01 && r <= 0xff5e: // full-width forms of ASCII
		return ascii(r - 0xfee0)
	case r < 0x80:
		return ascii(r)
	}
	return t.syllables[r]
}

const alphanumeric = "0123456789abcdefghijklmnopqrstuvwxyz"

func ascii(r rune) string {
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	i := strings.IndexRune(alphanumeric, r)
	if i < 0 {
		return ""
	}
	return alphanumeric[i : i+1]
}

func build() *table {
	t := &table{syllables: make(map[rune]string, len(dictionary.PinyinDict)), phrases: map[rune][]phrase{}}
	for code, marked := range dictionary.PinyinDict {
		first, _, _ := strings.Cut(marked, ",")
		t.set(rune(code), plain(first))
	}
	for line := range strings.Lines(phrasesText) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		r, size := utf8.DecodeRuneInString(words[0])
		if len(words[0]) == size {
			t.set(r, words[1])
			continue
		}
		t.add(r, phrase{rest: words[0][size:], syllables: words[1:]})
	}
	return t
}

func (t *table) set(r rune, syllable string) {
	if r >= 0x3400 && r <= 0x9fff {
		t.han[r-0x3400] = syllable
		return
	}
	t.syllables[r] = syllable
}

func (t *table) add(r rune, p phrase) {
	ps := t.phrases[r]
	at := 0
	for at < len(ps) && len(ps[at].rest) >= len(p.rest) {
		at++
	}
	t.phrases[r] = append(ps[:at:at], append([]phrase{p}, ps[at:]...)...)
}

var unmark = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e", "ī", "i", "í", "i", "ǐ", "i", "ì", "i",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "\u0300", "", "\u0304", "", "\u030c", "",
)

// plain takes the tone marks off a syllable; what is still not made of letters a to z is dropped.
func plain(s string) string {
	s = unmark.Replace(s)
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return s
}
