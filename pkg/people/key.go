package people

import (
	"slices"
	"strings"

	"github.com/google/uuid"
	dictionary "github.com/mozillazg/go-pinyin"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
	"github.com/fourthirty/fourthirty/pkg/gram"
)

// childKey is one text that a child's name is found by: a part of it (g), its reading or that of its end (p), or
// the initials of it (i).
type childKey struct {
	County   string
	ChildID  uuid.UUID
	Key      string
	Division division.Code
}

// nameKeys are all texts a name is found by.
func nameKeys(name string) []string {
	var keys []string
	for _, g := range gram.Of(name) {
		keys = append(keys, "g"+g)
	}
	runes := []rune(name)
	for i := range runes {
		full, initials := pinyin.Of(string(runes[i:]))
		keys = append(keys, "p"+full)
		if i == 0 {
			keys = append(keys, "i"+initials)
		}
	}
	keys = append(keys, readings(runes)...)
	slices.Sort(keys)
	return slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return len(k) == 1 })
}

// readings are the other ways to say a name whose first character has several: 单 is Shan or Dan.
func readings(name []rune) []string {
	if len(name) == 0 {
		return nil
	}
	a := dictionary.NewArgs()
	a.Heteronym = true
	rest, _ := pinyin.Of(string(name[1:]))
	var keys []string
	for _, r := range dictionary.SinglePinyin(name[0], a) {
		keys = append(keys, "p"+strings.ReplaceAll(r, "ü", "v")+rest)
	}
	return keys
}

// named limits a query to children whose name holds a text, is read that way from any of its characters on, or has
// these initials.
func named(q *gorm.DB, text string) *gorm.DB {
	const by = "EXISTS (SELECT FROM child_keys k WHERE k.child_id = children.id AND k.county = children.county AND k.key "
	text = strings.TrimSpace(text)
	if strings.ContainsFunc(text, func(r rune) bool { return r > 127 }) {
		part := []rune(text)
		if len(part) > 2 {
			q = q.Where("position(? in children.name) > 0", text)
			part = part[:2]
		}
		return q.Where(by+"= ?)", "g"+string(part))
	}
	lower := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	return q.Where("("+by+"= ?) OR "+by+">= ? AND k.key < ?))", "i"+lower, "p"+lower, "p"+lower+"{")
}
