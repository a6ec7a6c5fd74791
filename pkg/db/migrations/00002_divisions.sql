-- +goose Up

-- The administrative tree (R86), keyed by its 12-digit codes. Rows are retired, never deleted (R87).
-- The check is written without a regular expression, which would double the time of loading all rows.
CREATE TABLE divisions (
  code           text COLLATE "C" CONSTRAINT divisions_pkey PRIMARY KEY,
  parent         text COLLATE "C" NOT NULL,
  level          smallint NOT NULL CHECK (level BETWEEN 0 AND 5),
  name           text COLLATE "C" NOT NULL,
  committee_type text COLLATE "C" NOT NULL DEFAULT '',
  pinyin         text COLLATE "C" NOT NULL DEFAULT '',
  initials       text COLLATE "C" NOT NULL DEFAULT '',
  name_key       bigint NOT NULL DEFAULT 0,
  pinyin_key     bigint NOT NULL DEFAULT 0,
  initials_key   bigint NOT NULL DEFAULT 0,
  grams          integer[] NOT NULL DEFAULT '{}',
  valid_from     date NOT NULL,
  valid_to       date CHECK (valid_to > valid_from),
  version        integer NOT NULL DEFAULT 1,
  CONSTRAINT divisions_code CHECK (octet_length(code) = 12 AND ltrim(code, '0123456789') = '')
);
COMMENT ON TABLE divisions IS 'dist:reference';
COMMENT ON COLUMN divisions.committee_type IS 'of communities: residents, villagers, residents_like, villagers_like, virtual';
COMMENT ON COLUMN divisions.name_key IS 'level and first three characters as one sortable number';
COMMENT ON COLUMN divisions.pinyin_key IS 'level and first ten letters of pinyin as one sortable number';
COMMENT ON COLUMN divisions.initials_key IS 'level and first ten letters of initials as one sortable number';
COMMENT ON COLUMN divisions.grams IS 'a number for each character of the name with its successor, to find parts of names';
COMMENT ON COLUMN divisions.valid_from IS '0001-01-01 when it was valid before the first table was loaded';
-- Loading drops these indexes and makes them anew after the rows.
CREATE INDEX divisions_upper ON divisions (code) WHERE level < 5;
CREATE INDEX divisions_children ON divisions (parent, code) WHERE level < 5;
CREATE INDEX divisions_retired ON divisions (code) WHERE valid_to IS NOT NULL;
CREATE INDEX divisions_name_key ON divisions (name_key);
CREATE INDEX divisions_pinyin_key ON divisions (pinyin_key);
CREATE INDEX divisions_initials_key ON divisions (initials_key);
CREATE INDEX divisions_grams ON divisions USING gin (grams) WITH (fastupdate = off);

-- Former names, which stay searchable.
CREATE TABLE division_names (
  code         text COLLATE "C" NOT NULL,
  level        smallint NOT NULL,
  name         text COLLATE "C" NOT NULL,
  pinyin       text COLLATE "C" NOT NULL,
  initials     text COLLATE "C" NOT NULL,
  name_key     bigint NOT NULL,
  pinyin_key   bigint NOT NULL,
  initials_key bigint NOT NULL,
  grams        integer[] NOT NULL,
  valid_to     date NOT NULL,
  change_id    uuid NOT NULL,
  PRIMARY KEY (code, change_id)
);
COMMENT ON TABLE division_names IS 'dist:reference';
COMMENT ON COLUMN division_names.valid_to IS 'the day from which another name was borne';
CREATE INDEX division_names_name_key ON division_names (name_key);
CREATE INDEX division_names_pinyin_key ON division_names (pinyin_key);
CREATE INDEX division_names_initials_key ON division_names (initials_key);
CREATE INDEX division_names_grams ON division_names USING gin (grams) WITH (fastupdate = off);

-- How many communities a county gained or lost on which day; their sum up to a day is their number on it.
CREATE TABLE division_counts (
  county text COLLATE "C" NOT NULL CHECK (octet_length(county) = 6),
  day    date NOT NULL,
  gained integer NOT NULL,
  PRIMARY KEY (county, day)
);
COMMENT ON TABLE division_counts IS 'dist:reference';

CREATE TABLE division_changes (
  id           uuid PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('add', 'retire', 'rename', 'merge', 'split', 'import')),
  effective_on date NOT NULL,
  note         text NOT NULL DEFAULT '',
  source       text NOT NULL DEFAULT '',
  recorded_at  timestamptz NOT NULL
);
COMMENT ON TABLE division_changes IS 'dist:reference';

-- What became of a code: one row for each successor, or one without.
CREATE TABLE division_successors (
  code      text COLLATE "C" NOT NULL,
  successor text COLLATE "C",
  change_id uuid NOT NULL REFERENCES division_changes (id),
  CONSTRAINT division_successors_once UNIQUE NULLS NOT DISTINCT (code, successor, change_id)
);
COMMENT ON TABLE division_successors IS 'dist:reference';
CREATE INDEX division_successors_successor ON division_successors (successor);
CREATE INDEX division_successors_change ON division_successors (change_id);

-- Figures of a community, or of any division, as of a day. A figure that the source does not give is null.
CREATE TABLE division_profiles (
  division   text COLLATE "C" NOT NULL CHECK (octet_length(division) = 12),
  as_of      date NOT NULL,
  source     text NOT NULL CHECK (source <> ''),
  households integer CHECK (households >= 0),
  residents  integer CHECK (residents >= 0),
  boys_0_2   integer CHECK (boys_0_2 >= 0),
  girls_0_2  integer CHECK (girls_0_2 >= 0),
  boys_3_5   integer CHECK (boys_3_5 >= 0),
  girls_3_5  integer CHECK (girls_3_5 >= 0),
  boys_6_11  integer CHECK (boys_6_11 >= 0),
  girls_6_11 integer CHECK (girls_6_11 >= 0),
  boys_12_14  integer CHECK (boys_12_14 >= 0),
  girls_12_14 integer CHECK (girls_12_14 >= 0),
  boys_15_17  integer CHECK (boys_15_17 >= 0),
  girls_15_17 integer CHECK (girls_15_17 >= 0),
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (division, as_of)
);
COMMENT ON TABLE division_profiles IS 'dist:reference';
