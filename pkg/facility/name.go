package facility

import (
	"strings"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
	"github.com/fourthirty/fourthirty/pkg/gram"
)

func (f *Facility) setName(name string) {
	f.Name = name
	f.Pinyin, f.Initials = pinyin.Of(name)
	f.Grams = gram.Of(name)
}

// named finds a part of the name, of its pinyin or of their initials, or the whole code. Two latin letters
// or fewer find only what begins with them: too much holds them anywhere.
func named(q *gorm.DB, text string) *gorm.DB {
	lower := strings.ToLower(text)
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return r > 127 }):
		return gram.Named(q, "facilities", text)
	case len(text) < 3:
		return q.Where("(facilities.initials LIKE ? OR facilities.code = ?)", strings.TrimPrefix(db.Contains(lower), "%"), text)
	default:
		part := db.Contains(lower)
		return q.Where("(facilities.pinyin LIKE ? OR facilities.initials LIKE ? OR facilities.code = ?)", part, part, text)
	}
}

// alike is how similar two names are, from 0 to 1: the share of pairs of neighbours they have in common.
func alike(a, b string) float64 { return share(gram.Pairs(a), gram.Pairs(b)) }

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
