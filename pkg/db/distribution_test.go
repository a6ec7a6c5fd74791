package db_test

import (
	_ "embed"
	"slices"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/dbtest"
)

//go:embed testdata/distribution.sql
var distributionRules string

// breach is one table that could not be spread over several machines as it is.
type breach struct{ Table, Rule, Object string }

// The same schema runs on one PostgreSQL and, sharded by county, on several (Citus); every migration keeps to that.
func TestEveryTableCanBeDistributedByCounty(t *testing.T) {
	t.Parallel()
	if found := breaches(t); len(found) > 0 {
		t.Errorf("tables that break the rules of distribution: %v", found)
	}
}

func TestTheRulesOfDistributionFindWhatBreaksThem(t *testing.T) {
	t.Parallel()
	found := breaches(t,
		`CREATE TABLE untagged_thing (id uuid PRIMARY KEY)`,
		`CREATE TABLE bad_thing (id bigserial, county text NOT NULL, name text UNIQUE, PRIMARY KEY (id, county))`,
		`COMMENT ON TABLE bad_thing IS 'dist:county'`,
		`CREATE TABLE bad_catalogue (id uuid PRIMARY KEY, thing bigint, county text, FOREIGN KEY (thing, county) REFERENCES bad_thing (id, county))`,
		`COMMENT ON TABLE bad_catalogue IS 'dist:reference'`,
		`CREATE TABLE bad_part (id uuid, county text, PRIMARY KEY (id))`,
		`COMMENT ON TABLE bad_part IS 'dist:county'`)
	want := []breach{
		{"bad_catalogue", "foreign key to a table that lies elsewhere", "bad_catalogue_thing_county_fkey"},
		{"bad_part", "county missing, nullable or generated", ""},
		{"bad_part", "unique key without county", "bad_part_pkey"},
		{"bad_thing", "sequence or identity", "id"},
		{"bad_thing", "unique key without county", "bad_thing_name_key"},
		{"untagged_thing", "no comment dist:county, dist:reference or dist:local", ""},
	}
	if !slices.Equal(found, want) {
		t.Errorf("found\n %v\nwant\n %v", found, want)
	}
}

// breaches lists them in a migrated database on which the owner has run statements.
func breaches(t *testing.T, statements ...string) (found []breach) {
	t.Helper()
	conn, err := dbtest.New(t).Pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, s := range append([]string{"RESET ROLE"}, statements...) {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	rows, err := conn.Query(t.Context(), distributionRules)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b breach
		if err := rows.Scan(&b.Table, &b.Rule, &b.Object); err != nil {
			t.Fatal(err)
		}
		found = append(found, b)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}
