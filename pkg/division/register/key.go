package register

import (
	"strings"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// Prefixes are searched by numbers and not by text, because an index on eight bytes is built four times as fast:
// the level in the highest bits, then the first characters. Numbers order as the texts do.
const (
	latinLetters, latinBits = 10, 6
	hanLetters, hanBits     = 3, 20
)

// latinKey packs the level and the first ten letters or digits.
func latinKey[T string | []byte](l division.Level, s T) int64 {
	k := int64(l)
	for i := range latinLetters {
		k <<= latinBits
		if i < len(s) {
			k |= latinDigit(s[i])
		}
	}
	return k
}

func latinDigit(c byte) int64 {
	if c >= 'a' {
		return int64(c-'a') + 11
	}
	return int64(c-'0') + 1
}

// latinRange is the half-open range of keys of everything that begins with s.
func latinRange(l division.Level, s string) (lo, hi int64) {
	n := min(len(s), latinLetters)
	lo = latinKey(l, s)
	return lo, lo + 1<<(latinBits*(latinLetters-n))
}

// hanKey packs the level and the first three characters.
func hanKey(l division.Level, name string) int64 {
	k, n := int64(l), 0
	for _, r := range name {
		if n == hanLetters {
			break
		}
		k = k<<hanBits | int64(r)
		n++
	}
	return k << (hanBits * (hanLetters - n))
}

func hanRange(l division.Level, name string) (lo, hi int64) {
	n := min(len([]rune(name)), hanLetters)
	lo = hanKey(l, name)
	return lo, lo + 1<<(hanBits*(hanLetters-n))
}

// committees and places are what the names of communities end with: a committee, before it perhaps a place.
// Nine of ten names do, so a search for these words needs no index, and leaving them out halves it.
var (
	committees = []string{"居民委员会", "村民委员会", "居委会", "村委会"}
	places     = []string{"社区", "村"}
)

// stem is the name of a community without what most of them end with.
func stem(name string) string {
	s := cutOne(cutOne(name, committees), places)
	if s == "" {
		return name
	}
	return s
}

func cutOne(s string, endings []string) string {
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(s, e); ok {
			return rest
		}
	}
	return s
}

// core is the part of a query that lies in the stem of every community whose name contains the query.
// It is empty when the query may lie in the ending alone.
func core(q string) string {
	shortest := len(q)
	for _, c := range append([]string{""}, committees...) {
		for _, p := range append([]string{""}, places...) {
			ending := p + c
			if strings.Contains(ending, q) {
				return ""
			}
			shortest = min(shortest, len(q)-overlap(q, ending))
		}
	}
	return q[:shortest]
}

// overlap is how long an end of q begins the ending.
func overlap(q, ending string) int {
	for n := min(len(q), len(ending)); n > 0; n-- {
		if q[len(q)-n:] == ending[:n] {
			return n
		}
	}
	return 0
}

const (
	gramBits   = 5
	gramSpread = 1<<gramBits - 1
	upperSalt  = 1 << 30 // keeps the few upper divisions apart from the many communities
)

// gram is the number of a character followed by another. Five bits of the follower are enough to tell most
// pairs apart, and a character whatever follows it is then found under thirty-two numbers.
func gram(l division.Level, r, next rune) int32 {
	g := r<<gramBits | int32(uint32(next)*2654435761>>(32-gramBits))
	if l < division.Community {
		g |= upperSalt
	}
	return g
}

// appendGrams adds the grams under which a name is found.
func appendGrams(grams []int32, l division.Level, name string) []int32 {
	if l == division.Community {
		name = stem(name)
	}
	var last rune
	for _, r := range name {
		if last != 0 {
			grams = append(grams, gram(l, last, r))
		}
		last = r
	}
	return append(grams, gram(l, last, 0))
}

// pairs are the grams that a name containing q has: one for each two characters which follow each other.
func pairs(l division.Level, q []rune) []int32 {
	var grams []int32
	for i := 1; i < len(q); i++ {
		grams = append(grams, gram(l, q[i-1], q[i]))
	}
	return grams
}

// anyAfter are the grams of a character whatever follows it.
func anyAfter(l division.Level, r rune) []int32 {
	grams := make([]int32, 0, gramSpread+1)
	first := gram(l, r, 0) &^ gramSpread
	for i := int32(0); i <= gramSpread; i++ {
		grams = append(grams, first|i)
	}
	return grams
}
