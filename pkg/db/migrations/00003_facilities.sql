-- +goose Up

-- Public holidays and make-up working days that were set here. A year that stands here replaces the same
-- year of the calendar that the program carries, because the State Council announces each year anew.
CREATE TABLE calendar_years (
  year       smallint PRIMARY KEY CHECK (year BETWEEN 1950 AND 2200),
  source     text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE calendar_years IS 'dist:reference';

CREATE TABLE calendar_days (
  day    date PRIMARY KEY,
  year   smallint NOT NULL REFERENCES calendar_years (year) CHECK (year = date_part('year', day)),
  kind   text NOT NULL CHECK (kind IN ('holiday', 'workday')),
  name   text NOT NULL
);
COMMENT ON TABLE calendar_days IS 'dist:reference';
CREATE INDEX calendar_days_year ON calendar_days (year);

-- School terms and vacations: those of the nearest division above a place hold there.
CREATE TABLE calendars (
  division   text COLLATE "C" PRIMARY KEY CHECK (division ~ '^[0-9]{12}$'),
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE calendars IS 'dist:reference';

CREATE TABLE calendar_terms (
  division text COLLATE "C" NOT NULL REFERENCES calendars (division),
  from_day date NOT NULL,
  to_day   date NOT NULL CHECK (to_day >= from_day),
  kind     text NOT NULL CHECK (kind IN ('term', 'vacation')),
  name     text NOT NULL,
  PRIMARY KEY (division, from_day)
);
COMMENT ON TABLE calendar_terms IS 'dist:reference';

CREATE TABLE facilities (
  id            uuid NOT NULL,
  county        text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division      text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  code          text,
  kind          text NOT NULL CHECK (kind IN ('guidance_centre', 'service_centre', 'service_station', 'childrens_home')),
  host_id       uuid,
  name          text NOT NULL,
  pinyin        text COLLATE "C" NOT NULL DEFAULT '',
  initials      text COLLATE "C" NOT NULL DEFAULT '',
  grams         text[] NOT NULL DEFAULT '{}',
  address       text NOT NULL DEFAULT '',
  latitude      double precision CHECK (latitude BETWEEN -90 AND 90),
  longitude     double precision CHECK (longitude BETWEEN -180 AND 180),
  datum_given   text CHECK (datum_given IN ('wgs84', 'gcj02', 'bd09')),
  floor_area_m2    numeric(12,2) CHECK (floor_area_m2 > 0),
  activity_area_m2 numeric(12,2) CHECK (activity_area_m2 >= 0 AND activity_area_m2 <= floor_area_m2),
  operator_id   uuid REFERENCES organisations (id),
  contact_name  text,
  contact_phone_cipher bytea,
  contact_phone_mask   text,
  accessibility text[] NOT NULL DEFAULT '{}',
  status        text NOT NULL CHECK (status IN ('planned', 'building', 'open', 'suspended', 'closed')),
  opened_on     date,
  closed_on     date CHECK (closed_on >= opened_on),
  notes         text NOT NULL DEFAULT '',
  opening_version integer NOT NULL DEFAULT 1,
  demo          boolean NOT NULL DEFAULT false,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  CONSTRAINT facilities_host FOREIGN KEY (host_id, county) REFERENCES facilities (id, county),
  CONSTRAINT facilities_home_has_host CHECK ((kind = 'childrens_home') = (host_id IS NOT NULL)),
  CONSTRAINT facilities_point CHECK ((latitude IS NULL) = (longitude IS NULL))
);
COMMENT ON TABLE facilities IS 'dist:county';
CREATE INDEX facilities_division ON facilities (division, id);
CREATE INDEX facilities_kind ON facilities (kind, division, id);
CREATE INDEX facilities_status ON facilities (status, division, id);
CREATE INDEX facilities_operator ON facilities (operator_id, division, id) WHERE operator_id IS NOT NULL;
CREATE INDEX facilities_hosted ON facilities (host_id, county) WHERE host_id IS NOT NULL;
CREATE UNIQUE INDEX facilities_code ON facilities (county, code) WHERE code IS NOT NULL;
-- Trigrams know Chinese only in some locales, so parts of a name are found by its characters and pairs of them.
CREATE INDEX facilities_grams ON facilities USING gin (grams);
CREATE INDEX facilities_pinyin ON facilities USING gin (pinyin gin_trgm_ops, initials gin_trgm_ops);
CREATE INDEX facilities_initials ON facilities (initials);
CREATE INDEX facilities_point_gist ON facilities USING gist (point(longitude, latitude)) WHERE latitude IS NOT NULL;

-- What a facility was on any day: the source of every statistic as of a date. One row a stretch of days
-- in which none of these columns changed; to_day is exclusive, NULL while it lasts.
CREATE TABLE facility_states (
  county           text COLLATE "C" NOT NULL,
  facility_id      uuid NOT NULL,
  from_day         date NOT NULL,
  to_day           date CHECK (to_day > from_day),
  division         text COLLATE "C" NOT NULL,
  kind             text NOT NULL,
  status           text NOT NULL,
  floor_area_m2    numeric(12,2),
  activity_area_m2 numeric(12,2),
  reason           text NOT NULL DEFAULT '',
  PRIMARY KEY (county, facility_id, from_day),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  -- With the county first, which many rows share, an insert would take twice as long.
  CONSTRAINT facility_states_apart EXCLUDE USING gist (facility_id WITH =, county WITH =, daterange(from_day, to_day) WITH &&)
);
COMMENT ON TABLE facility_states IS 'dist:county';
CREATE INDEX facility_states_division ON facility_states (division, from_day);

CREATE TABLE spaces (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  facility_id uuid NOT NULL,
  name        text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('reading_room', 'classroom', 'activity_room', 'counselling_room', 'internet_room',
                'parent_child_room', 'outdoor', 'office', 'other')),
  capacity    integer CHECK (capacity BETWEEN 0 AND 100000),
  age_min     smallint CHECK (age_min BETWEEN 0 AND 18),
  age_max     smallint CHECK (age_max BETWEEN age_min AND 120),
  area_m2     numeric(12,2) CHECK (area_m2 > 0),
  equipment   text[] NOT NULL DEFAULT '{}',
  retired     boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county)
);
COMMENT ON TABLE spaces IS 'dist:county';
CREATE INDEX spaces_facility ON spaces (facility_id, id);
CREATE UNIQUE INDEX spaces_name ON spaces (county, facility_id, name) WHERE NOT retired;

-- R122: terminals for minors carry protection software; M16 asks for its last check.
CREATE TABLE terminals (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  facility_id uuid NOT NULL,
  space_id    uuid,
  label       text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('computer', 'tablet', 'e_reader', 'interactive_board', 'kiosk', 'phone', 'other')),
  protection_software text NOT NULL DEFAULT '',
  checked_on  date,
  check_passed boolean,
  check_due_on date CHECK (check_due_on > checked_on),
  retired     boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  FOREIGN KEY (space_id, county) REFERENCES spaces (id, county),
  CHECK ((checked_on IS NULL) = (check_passed IS NULL))
);
COMMENT ON TABLE terminals IS 'dist:county';
CREATE INDEX terminals_facility ON terminals (facility_id, id);
CREATE INDEX terminals_space ON terminals (space_id, county) WHERE space_id IS NOT NULL;
CREATE UNIQUE INDEX terminals_label ON terminals (county, facility_id, label) WHERE NOT retired;
CREATE INDEX terminals_due ON terminals (check_due_on, id) WHERE NOT retired AND check_due_on IS NOT NULL;

-- R123: safety inspections with due dates.
CREATE TABLE inspections (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  facility_id uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('fire', 'building', 'electrical', 'equipment', 'hygiene', 'food', 'security', 'network', 'other')),
  due_on      date NOT NULL,
  done_on     date,
  result      text CHECK (result IN ('passed', 'conditional', 'failed')),
  inspector   text NOT NULL DEFAULT '',
  findings    text NOT NULL DEFAULT '',
  retired     boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  CHECK ((done_on IS NULL) = (result IS NULL))
);
COMMENT ON TABLE inspections IS 'dist:county';
CREATE INDEX inspections_facility ON inspections (facility_id, due_on, id);
CREATE INDEX inspections_due ON inspections (due_on, id) WHERE done_on IS NULL AND NOT retired;

CREATE TABLE opening_rules (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  facility_id uuid NOT NULL,
  place       smallint NOT NULL, -- in the order in which a person wrote them
  layer       text NOT NULL CHECK (layer IN ('regular', 'term', 'vacation', 'holiday', 'exception')),
  weekdays    integer[] NOT NULL DEFAULT '{}', -- 1 Monday to 7 Sunday; empty means every day
  from_day    date,
  to_day      date CHECK (to_day >= from_day),
  closed      boolean NOT NULL DEFAULT false,
  opens       text COLLATE "C" NOT NULL DEFAULT '' CHECK (opens ~ '^(|([01][0-9]|2[0-3]):[0-5][0-9])$'),
  closes      text COLLATE "C" NOT NULL DEFAULT '' CHECK (closes ~ '^(|([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'),
  note        text NOT NULL DEFAULT '',
  PRIMARY KEY (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  CHECK (closed = (opens = '') AND closed = (closes = '') AND (closed OR closes > opens)),
  CHECK (layer <> 'exception' OR from_day IS NOT NULL AND to_day IS NOT NULL)
);
COMMENT ON TABLE opening_rules IS 'dist:county';
CREATE INDEX opening_rules_facility ON opening_rules (facility_id, place);

-- Files of facilities that were brought in. division is the territory of who did; the actor is whom the job works for.
CREATE TABLE facility_imports (
  id           uuid PRIMARY KEY,
  division     text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  actor_id     uuid NOT NULL,
  actor_name   text NOT NULL,
  session_id   uuid NOT NULL,
  request_id   text NOT NULL,
  file_name    text NOT NULL,
  file_key     text NOT NULL,
  file_sha256  bytea NOT NULL,
  file_bytes   bigint NOT NULL,
  format       text NOT NULL CHECK (format IN ('csv', 'xlsx')),
  dry_run      boolean NOT NULL,
  partial      boolean NOT NULL,
  status       text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'refused', 'failed')),
  failure      text,
  failure_params jsonb NOT NULL DEFAULT '{}',
  rows_total   integer,
  rows_done    integer NOT NULL DEFAULT 0,
  created      integer NOT NULL DEFAULT 0,
  updated      integer NOT NULL DEFAULT 0,
  unchanged    integer NOT NULL DEFAULT 0,
  rejected     integer NOT NULL DEFAULT 0,
  warned       integer NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz
);
COMMENT ON TABLE facility_imports IS 'dist:local';
CREATE INDEX facility_imports_actor ON facility_imports (actor_id, id DESC);
CREATE INDEX facility_imports_division ON facility_imports (division, id DESC);
CREATE INDEX facility_imports_unfinished ON facility_imports (id) WHERE status IN ('queued', 'running');

CREATE TABLE facility_import_rows (
  import_id uuid NOT NULL REFERENCES facility_imports (id) ON DELETE CASCADE,
  row_no    integer NOT NULL,
  seq       smallint NOT NULL,
  severity  text NOT NULL CHECK (severity IN ('error', 'warning')),
  field     text NOT NULL,
  code      text NOT NULL,
  params    jsonb NOT NULL DEFAULT '{}',
  value     text NOT NULL DEFAULT '',
  PRIMARY KEY (import_id, row_no, seq)
);
COMMENT ON TABLE facility_import_rows IS 'dist:local';
