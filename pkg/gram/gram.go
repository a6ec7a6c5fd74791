// Package gram finds parts of names in any script. A name is indexed by its characters and their pairs,
// because the trigrams of PostgreSQL know Chinese only in some locales.
package gram

import (
	"slices"
	"strings"

	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
)

// Of gives the characters of a text and every pair of neighbours, sorted, each once.
func Of(s string) pq.StringArray {
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

// Pairs gives every pair of neighbouring characters of a text, sorted, each once.
func Pairs(s string) pq.StringArray {
	return slices.DeleteFunc(Of(s), func(g string) bool { return len([]rune(g)) == 1 })
}

// Named limits a query on a table, which has the columns name and grams, to names that hold a text.
func Named(q *gorm.DB, table, text string) *gorm.DB {
	wanted := Of(text)
	if len([]rune(text)) > 1 { // pairs say all that the characters in them say
		wanted = Pairs(text)
	}
	return q.Where(table+".grams @> ? AND "+table+".name ILIKE ?", wanted, db.Contains(text))
}
