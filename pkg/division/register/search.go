package register

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// Found is a division that a search found, with the way down to it.
type Found struct {
	Code       division.Code  `json:"code" validate:"required" swaggertype:"string" example:"330106110000"`
	Name       string         `json:"name" validate:"required" example:"转塘街道"`
	Level      division.Level `json:"level" validate:"required" swaggertype:"integer"`
	FormerName string         `json:"former_name,omitempty"` // when the search found the division by it
	Path       []Crumb        `json:"path" validate:"required" gorm:"-"`
	Pinyin     string         `json:"-"`
	Initials   string         `json:"-"`
}

// SearchFilter says what to search for, and where.
type SearchFilter struct {
	Query  string
	Within division.Code // empty: the whole territory
	Levels []division.Level
	Limit  int
}

const maxQuery = 50

// Search finds valid divisions by their name or a former one, part of it, its pinyin, the initials of that, or
// the beginning of their code, within the actor's territory. The best matches come first: whole names, then
// larger divisions, then shorter names.
func (s *Service) Search(ctx context.Context, f SearchFilter) ([]Found, error) {
	q := normal(f.Query)
	if q == "" {
		return []Found{}, nil
	}
	tx := s.DB.Read(ctx)
	found := []Found{}
	for _, table := range []string{"divisions", "division_names"} {
		hits, err := f.in(ctx, tx, table, q)
		if err != nil {
			return nil, err
		}
		found = append(found, hits...)
	}
	found = rank(found, q)
	if len(found) > f.Limit {
		found = found[:f.Limit]
	}
	return found, lead(tx, found)
}

// normal drops what people type between syllables.
func normal(q string) string {
	q = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, q)
	if runes := []rune(q); len(runes) > maxQuery {
		q = string(runes[:maxQuery])
	}
	return q
}

// in searches one of the two tables that have names, each level by itself, so that each ends early.
func (f SearchFilter) in(ctx context.Context, tx *gorm.DB, table, q string) ([]Found, error) {
	var parts []string
	var args []any
	for _, p := range probes(q, f.levels()) {
		parts, args = append(parts, "(?)"), append(args, f.query(ctx, tx, table, p))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	var found []Found
	if err := tx.Raw(strings.Join(parts, " UNION ALL "), args...).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("search %s: %w", table, err)
	}
	return found, nil
}

func (f SearchFilter) levels() []division.Level {
	if len(f.Levels) > 0 {
		return f.Levels
	}
	return []division.Level{division.Province, division.City, division.County, division.Township, division.Community}
}

func (f SearchFilter) query(ctx context.Context, tx *gorm.DB, table string, p probe) *gorm.DB {
	q := tx.Session(&gorm.Session{NewDB: true}).Scopes(territory(ctx, "d.code")).Where("d.valid_to IS NULL").Limit(f.Limit)
	if f.Within != "" && f.Within != division.Country {
		lo, hi := f.Within.Range()
		q = q.Where("d.code >= ? AND d.code < ?", lo, hi)
	}
	if table == "divisions" {
		p.where, p.order = strings.ReplaceAll(p.where, "n.", "d."), strings.ReplaceAll(p.order, "n.", "d.")
		q = q.Table("divisions AS d").Select("d.code, d.name, d.level, '' AS former_name, d.pinyin, d.initials")
	} else {
		q = q.Table("division_names AS n").Joins("JOIN divisions d ON d.code = n.code").
			Select("d.code, d.name, d.level, n.name AS former_name, n.pinyin, n.initials")
	}
	if p.order != "" {
		q = q.Order(p.order)
	}
	return q.Where(p.where, p.args...)
}

// probe is one condition that an index answers; n is the table that has the name, d the divisions.
type probe struct {
	where string
	args  []any
	order string
}

// probes turns a query into conditions: a code, Latin letters, or Chinese characters.
func probes(q string, levels []division.Level) []probe {
	var all []probe
	for _, l := range levels {
		switch {
		case strings.Trim(q, "0123456789") == "":
			all = append(all, codeProbe(l, q))
		case isLatin(q):
			all = append(all, latinProbe(l, q, "pinyin"), latinProbe(l, q, "initials"))
		default:
			all = append(all, hanProbes(l, q)...)
		}
	}
	return slices.DeleteFunc(all, func(p probe) bool { return p.where == "" })
}

func codeProbe(l division.Level, q string) probe {
	if len(q) > 12 {
		return probe{}
	}
	where, args := "d.code >= ? AND d.code <= ? AND d.level = ?", []any{q + "000000000000"[len(q):], q + "999999999999"[len(q):], l}
	if l < division.Community {
		where += " AND d.level < 5"
	}
	return probe{where, args, "d.code"}
}

func isLatin(q string) bool {
	return strings.IndexFunc(q, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

func latinProbe(l division.Level, q, column string) probe {
	lo, hi := latinRange(l, q)
	p := probe{"n." + column + "_key >= ? AND n." + column + "_key < ?", []any{lo, hi}, "n." + column + "_key"}
	if len(q) > latinLetters {
		p.where, p.args = p.where+" AND starts_with(n."+column+", ?)", append(p.args, q)
	}
	return p
}

// hanProbes are for names that begin with the query and for those that contain it.
func hanProbes(l division.Level, q string) []probe {
	lo, hi := hanRange(l, q)
	begins := probe{"n.name_key >= ? AND n.name_key < ? AND starts_with(n.name, ?)", []any{lo, hi, q}, "n.name_key"}
	c := q
	if l == division.Community {
		c = core(q)
	}
	runes := []rune(c)
	const contains = " AND n.level = ? AND strpos(n.name, ?) > 0"
	switch len(runes) {
	case 0: // most communities contain it, so the first ones in the territory are found soon
		return []probe{begins, {"strpos(n.name, ?) > 0 AND n.level = ?", []any{q, l}, "d.code"}}
	case 1:
		if l == division.Community && c == q {
			return []probe{begins} // tens of thousands contain a single character: those that begin with it are meant
		}
		return []probe{begins, {"n.grams && ?::int[]" + contains, []any{literal(anyAfter(l, runes[0])), l, q}, ""}}
	}
	return []probe{begins, {"n.grams @> ?::int[]" + contains, []any{literal(pairs(l, runes)), l, q}, ""}}
}

// ending takes off the words behind the proper name of a division.
var ending = strings.NewReplacer("特别行政区", "", "自治区", "", "自治州", "", "自治县", "", "街道", "", "社区居民委员会", "", "社区居委会", "",
	"村民委员会", "", "村委会", "", "居委会", "", "社区", "", "地区", "", "省", "", "市", "", "区", "", "县", "", "镇", "", "乡", "", "村", "")

// rank orders what was found and takes out what was found twice.
func rank(found []Found, q string) []Found {
	slices.SortStableFunc(found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.distance(q), b.distance(q)), cmp.Compare(a.Level, b.Level),
			cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Code, b.Code))
	})
	seen := map[division.Code]bool{}
	return slices.DeleteFunc(found, func(d Found) bool {
		again := seen[d.Code]
		seen[d.Code] = true
		return again
	})
}

// distance is 0 for a whole name, 1 for a name that begins so, 2 for one that contains it.
func (d Found) distance(q string) int {
	name := d.Name
	if d.FormerName != "" {
		name = d.FormerName
	}
	switch {
	case name == q || d.Pinyin == q || d.Initials == q || d.Code == division.Code(q) || ending.Replace(name) == q:
		return 0
	case strings.HasPrefix(name, q) || strings.HasPrefix(d.Pinyin, q):
		return 1
	}
	return 2
}

// lead gives every division its path, with one query for all.
func lead(tx *gorm.DB, found []Found) error {
	var codes []division.Code
	for _, d := range found {
		codes = append(codes, d.Code.Path()...)
	}
	slices.Sort(codes)
	all, err := crumbs(tx, slices.Compact(codes))
	if err != nil {
		return err
	}
	named := make(map[division.Code]Crumb, len(all))
	for _, c := range all {
		named[c.Code] = c
	}
	for i := range found {
		found[i].Path = []Crumb{}
		for _, code := range found[i].Code.Path() {
			if c, ok := named[code]; ok {
				found[i].Path = append(found[i].Path, c)
			}
		}
	}
	return nil
}
