package facility

import (
	"slices"
	"strings"

	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
)

func (f *Facility) setName(name string) {
	f.Name = name
	f.Pinyin, f.Initials = pinyin.Of(name)
	f.Grams = grams(name)
}

// grams are the characters of a text and every pair of neighbours, sorted, each once.
func grams(s string) pq.StringArray {
	runes := []rune(strings.ToLower(s))
	all := make(pq.StringArray, 0, 2*len(runes))
	for i := range runes {
		all = append(all, string(runes[i]))
		if i > 0 {
			all = append(all, string(runes[i-1:i+1]))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// named finds a part of the name, of its pinyin or of their initials, or the whole code. Two latin letters
// or fewer find only what begins with them: too much holds them anywhere.
func named(q *gorm.DB, text string) *gorm.DB {
	lower := strings.ToLower(text)
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return r > 127 }):
		wanted := grams(text)
		if len([]rune(text)) > 1 { // pairs say all that the characters in them say
			wanted = slices.DeleteFunc(wanted, func(g string) bool { return len([]rune(g)) == 1 })
		}
		return q.Where("facilities.grams @> ? AND facilities.name ILIKE ?", wanted, db.Contains(text))
	case len(text) < 3:
		return q.Where("(facilities.initials LIKE ? OR facilities.code = ?)", strings.TrimPrefix(db.Contains(lower), "%"), text)
	default:
		part := db.Contains(lower)
		return q.Where("(facilities.pinyin LIKE ? OR facilities.initials LIKE ? OR facilities.code = ?)", part, part, text)
	}
}

// alike is how similar two names are, from 0 to 1: the share of pairs of neighbours they have in common.
func alike(a, b string) float64 { return share(pairsOf(a), pairsOf(b)) }

// pairsOf are the pairs of neighbouring characters of a name, sorted, each once.
func pairsOf(s string) []string {
	return slices.DeleteFunc(grams(s), func(g string) bool { return len([]rune(g)) == 1 })
}

// share is how much of two sorted lists is in both, from 0 to 1.
func share(x, y []string) float64 {
	if len(x)+len(y) == 0 {
		return 0
	}
	common, i, j := 0, 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] == y[j]:
			common, i, j = common+1, i+1, j+1
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}
