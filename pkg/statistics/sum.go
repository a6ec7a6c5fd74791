package statistics

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// share is what was counted in one child of a division; what belongs to no child, such as the guidance centre of
// a city, is the share of the division itself.
type share struct {
	code division.Code
	name string
	tally
}

// sums counts a division by its children on a day. Children in which there is nothing are there too.
func (s *Service) sums(ctx context.Context, d division.Code, asOf string, p part) (name string, shares []share, err error) {
	low, high := d.Range()
	if d == division.Country {
		return s.country(ctx, p, string(low[:6]), string(high[:6]), asOf)
	}
	name, shares, level, err := s.family(ctx, d, asOf)
	if err != nil {
		return "", nil, err
	}
	if level > division.County {
		q := "WITH " + snapshotSQL + belowSQL[p]
		shares, _, err = gather(shares, p, s.ask(ctx, q, d.County(), asOf, string(low), string(high), widths[level]))
	} else {
		shares, err = s.upper(ctx, shares, p, level, string(low[:6]), string(high[:6]), asOf)
	}
	if err != nil {
		return "", nil, fmt.Errorf("sum statistics: %w", err)
	}
	return name, shares, s.nameRest(ctx, shares)
}

// country asks for the provinces and for their counters in one trip to the database.
func (s *Service) country(ctx context.Context, p part, low, high, asOf string) (name string, shares []share, err error) {
	var questions pgx.Batch
	questions.Queue(familySQL[false], string(division.Country), asOf)
	questions.Queue(presentSQL[p][division.Province], low, high, asOf)
	answers := s.DB.Pool.SendBatch(ctx, &questions)
	name, provinces, _, err := readFamily(division.Country, answers.Query)
	var changed bool
	if err == nil {
		shares, changed, err = gather(slices.Clone(provinces), p, answers.Query)
	}
	if err = errors.Join(err, answers.Close()); err != nil {
		return "", nil, fmt.Errorf("sum the country: %w", err)
	}
	if changed {
		if shares, err = s.past(ctx, provinces, p, division.Province, low, high, asOf); err != nil {
			return "", nil, fmt.Errorf("sum the country: %w", err)
		}
	}
	return name, shares, s.nameRest(ctx, shares)
}

// upper looks at the past only when a county has changed since the day that was asked for.
func (s *Service) upper(ctx context.Context, children []share, p part, level division.Level, low, high, asOf string) ([]share, error) {
	shares, changed, err := gather(slices.Clone(children), p, s.ask(ctx, presentSQL[p][level], low, high, asOf))
	if err != nil || !changed {
		return shares, err
	}
	return s.past(ctx, children, p, level, low, high, asOf)
}

func (s *Service) past(ctx context.Context, children []share, p part, level division.Level, low, high, asOf string) ([]share, error) {
	shares, _, err := gather(children, p, s.ask(ctx, pastSQL(level, p), low, high, asOf))
	return shares, err
}

// question gives the rows that answer it.
type question func() (pgx.Rows, error)

func (s *Service) ask(ctx context.Context, q string, args ...any) question {
	return func() (pgx.Rows, error) { return s.DB.Pool.Query(ctx, q, args...) }
}

var widths = map[division.Level]int{division.Province: 2, division.City: 4, division.County: 6, division.Township: 9, division.Community: 12}

// familySQL finds a division and those below it: communities, of which there are many, by the range of their codes.
var familySQL = map[bool]string{
	false: family("parent = $1 AND level < 5"),
	true:  family("code > $1 AND code <= substr($1, 1, 9) || '999' AND substr($1, 10) = '000' AND level = 5"),
}

func family(below string) string {
	return "SELECT code, name, level FROM divisions WHERE code = $1 OR " + below +
		" AND valid_from <= $2::date AND (valid_to IS NULL OR valid_to > $2::date) ORDER BY code"
}

// family names a division and lists the divisions directly below it on that day, with their level. Below a city
// without counties lie townships.
func (s *Service) family(ctx context.Context, d division.Code, asOf string) (name string, children []share, level division.Level, err error) {
	return readFamily(d, s.ask(ctx, familySQL[d.Level() >= division.Township], string(d), asOf))
}

func readFamily(d division.Code, q question) (name string, children []share, level division.Level, err error) {
	rows, err := q()
	if err != nil {
		return "", nil, 0, fmt.Errorf("children of %s: %w", d, err)
	}
	level = min(d.Level()+1, division.Community)
	found := d == division.Country
	var c share
	var of division.Level
	_, err = pgx.ForEachRow(rows, []any{&c.code, &c.name, &of}, func() error {
		if c.code == d {
			name, found = c.name, true
			return nil
		}
		children, level = append(children, c), of
		return nil
	})
	if err != nil {
		return "", nil, 0, fmt.Errorf("children of %s: %w", d, err)
	}
	if !found {
		return "", nil, 0, fault.New(fault.NotFound, "division_not_found", "code", d)
	}
	return name, children, level, nil
}

// Grouping by a number is twice as fast as by a text.
var keys = map[division.Level][2]string{
	division.Province: {"lpad(province::text, 2, '0')", "province"},
	division.City:     {"lpad(city::text, 4, '0')", "city"},
	division.County:   {"county", "county"},
}

func sumsOf(p part) string { return "ARRAY[" + p.each("sum(%[1]s)::bigint") + "]" }

// presentSQL adds the counters of counties as they are now, and tells whether that is too late for the day.
var presentSQL = map[part]map[division.Level]string{facilityPart: present(facilityPart), coveragePart: present(coveragePart)}

func present(p part) map[division.Level]string {
	all := map[division.Level]string{}
	for level, key := range keys {
		within := "county >= $1 AND county < $2"
		if level == division.Province { // the whole country: comparing each county takes a tenth of the time
			within = "$1::text < $2::text"
		}
		all[level] = "SELECT " + key[0] + ", " + sumsOf(p) + ", max(from_day) > $3::date FROM county_statistics WHERE " + within + " GROUP BY " + key[1]
	}
	return all
}

// pastSQL adds the counters of counties as they were on a day.
func pastSQL(level division.Level, p part) string {
	key, columns := keys[level], "county, province, city, "+p.each("%[1]s")
	return "SELECT " + key[0] + ", " + sumsOf(p) + `, false FROM (
		SELECT ` + columns + ` FROM county_statistics WHERE county >= $1 AND county < $2 AND from_day <= $3::date
		UNION ALL
		SELECT p.* FROM county_statistics c CROSS JOIN LATERAL (
			SELECT ` + columns + ` FROM county_statistics_past p WHERE p.county = c.county AND p.from_day <= $3::date ORDER BY p.from_day DESC LIMIT 1
		) p WHERE c.county >= $1 AND c.county < $2 AND c.from_day > $3::date
	) c GROUP BY ` + key[1]
}

// belowSQL reads the snapshot of a county by township or community.
var belowSQL = map[part]string{
	facilityPart: " SELECT key, ARRAY[" + facilityPart.each("%[1]s") + "], false FROM facilities",
	coveragePart: " SELECT key, ARRAY[" + coveragePart.each("%[1]s") + "], false FROM communities",
}

// gather puts what was counted into the shares, and reports whether any row was marked.
func gather(shares []share, p part, q question) (_ []share, marked bool, err error) {
	rows, err := q()
	if err != nil {
		return nil, false, err
	}
	var key string
	var values []int64
	var mark bool
	_, err = pgx.ForEachRow(rows, []any{&key, &values, &mark}, func() error {
		code := division.Code(key + strings.Repeat("0", 12-len(key)))
		i, found := slices.BinarySearchFunc(shares, code, func(sh share, c division.Code) int { return strings.Compare(string(sh.code), string(c)) })
		if !found {
			shares = slices.Insert(shares, i, share{code: code})
		}
		copy(shares[i].tally[p.from:p.to], values)
		marked = marked || mark
		return nil
	})
	return shares, marked, err
}

// nameRest names shares of divisions that are no children on that day: the division itself, and retired ones.
func (s *Service) nameRest(ctx context.Context, shares []share) error {
	var codes []string
	for _, sh := range shares {
		if sh.name == "" {
			codes = append(codes, string(sh.code))
		}
	}
	if len(codes) == 0 {
		return nil
	}
	rows, err := s.DB.Pool.Query(ctx, "SELECT code, name FROM divisions WHERE code = ANY ($1::text[])", codes)
	if err != nil {
		return fmt.Errorf("name divisions: %w", err)
	}
	var code, name string
	_, err = pgx.ForEachRow(rows, []any{&code, &name}, func() error {
		i := slices.IndexFunc(shares, func(sh share) bool { return string(sh.code) == code })
		shares[i].name = name
		return nil
	})
	if err != nil {
		return fmt.Errorf("name divisions: %w", err)
	}
	return nil
}
