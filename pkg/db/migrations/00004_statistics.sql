-- +goose Up

-- What is counted in a county today: one narrow row a county, changed in the transaction of the write it
-- counts, and the row that writers of one county wait on. from_day is when these numbers began to hold.
-- "open", where no status is named, means open facilities of the three kinds: a children's home lies inside
-- another facility and would be counted twice. Areas are in dm2, which is m2 with two decimals.
CREATE TABLE county_statistics (
  -- Grouping by a number halves the cost of a sum; columns of fixed width in front of those that vary take another fifth off.
  province  smallint NOT NULL GENERATED ALWAYS AS (substr(county, 1, 2)::smallint) STORED,
  city      smallint NOT NULL GENERATED ALWAYS AS (substr(county, 1, 4)::smallint) STORED,
  from_day  date NOT NULL DEFAULT '0001-01-01',
  guidance_centre_planned   integer NOT NULL DEFAULT 0,
  guidance_centre_building  integer NOT NULL DEFAULT 0,
  guidance_centre_open      integer NOT NULL DEFAULT 0,
  guidance_centre_suspended integer NOT NULL DEFAULT 0,
  guidance_centre_closed    integer NOT NULL DEFAULT 0,
  service_centre_planned    integer NOT NULL DEFAULT 0,
  service_centre_building   integer NOT NULL DEFAULT 0,
  service_centre_open       integer NOT NULL DEFAULT 0,
  service_centre_suspended  integer NOT NULL DEFAULT 0,
  service_centre_closed     integer NOT NULL DEFAULT 0,
  service_station_planned   integer NOT NULL DEFAULT 0,
  service_station_building  integer NOT NULL DEFAULT 0,
  service_station_open      integer NOT NULL DEFAULT 0,
  service_station_suspended integer NOT NULL DEFAULT 0,
  service_station_closed    integer NOT NULL DEFAULT 0,
  childrens_home_planned    integer NOT NULL DEFAULT 0,
  childrens_home_building   integer NOT NULL DEFAULT 0,
  childrens_home_open       integer NOT NULL DEFAULT 0,
  childrens_home_suspended  integer NOT NULL DEFAULT 0,
  childrens_home_closed     integer NOT NULL DEFAULT 0,
  floor_area_dm2            bigint NOT NULL DEFAULT 0,
  activity_area_dm2         bigint NOT NULL DEFAULT 0,
  activity_floor_area_dm2   bigint NOT NULL DEFAULT 0,
  communities               integer NOT NULL DEFAULT 0,
  townships                 integer NOT NULL DEFAULT 0,
  communities_own           integer NOT NULL DEFAULT 0,
  communities_reach         integer NOT NULL DEFAULT 0,
  communities_known         integer NOT NULL DEFAULT 0,
  communities_area_met      integer NOT NULL DEFAULT 0,
  households                bigint NOT NULL DEFAULT 0,
  known_floor_area_dm2      bigint NOT NULL DEFAULT 0,
  county    text COLLATE "C" PRIMARY KEY CHECK (county ~ '^[0-9]{6}$')
) WITH (fillfactor = 50);
COMMENT ON TABLE county_statistics IS 'dist:county';
COMMENT ON COLUMN county_statistics.activity_floor_area_dm2 IS 'floor area of the open facilities whose activity area is known (R165)';
COMMENT ON COLUMN county_statistics.communities_own IS 'communities with an open facility in them';
COMMENT ON COLUMN county_statistics.communities_reach IS 'communities with an open facility in them, an open service centre in their township or an open guidance centre in their county';
COMMENT ON COLUMN county_statistics.communities_known IS 'communities whose households are known';
COMMENT ON COLUMN county_statistics.communities_area_met IS 'of those, the ones with at least 30 m2 of open facilities per 100 households (R164)';
COMMENT ON COLUMN county_statistics.known_floor_area_dm2 IS 'floor area of the open facilities in communities whose households are known';

-- What was counted before: the same columns for every earlier stretch of days [from_day, to_day).
CREATE TABLE county_statistics_past (
  LIKE county_statistics INCLUDING COMMENTS INCLUDING GENERATED,
  to_day date NOT NULL CHECK (to_day > from_day),
  PRIMARY KEY (county, from_day)
);
COMMENT ON TABLE county_statistics_past IS 'dist:county';

-- The investment programme (M8).
CREATE TABLE investment_projects (
  id                 uuid NOT NULL,
  county             text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division           text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  name               text NOT NULL,
  status             text NOT NULL CHECK (status IN ('planned', 'approved', 'building', 'delivered', 'cancelled')),
  planned_area_m2    numeric(12,2) CHECK (planned_area_m2 > 0),
  delivered_area_m2  numeric(12,2) CHECK (delivered_area_m2 > 0),
  planned_on         date NOT NULL,
  started_on         date CHECK (started_on >= planned_on),
  delivered_on       date CHECK (delivered_on >= started_on),
  cancelled_on       date CHECK (cancelled_on >= planned_on),
  facility_id        uuid,
  notes              text NOT NULL DEFAULT '',
  demo               boolean NOT NULL DEFAULT false,
  version            integer NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  CONSTRAINT investment_projects_facility FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  CONSTRAINT investment_projects_started CHECK ((started_on IS NOT NULL) = (status IN ('building', 'delivered')) OR status = 'cancelled'),
  CONSTRAINT investment_projects_delivered CHECK ((delivered_on IS NOT NULL) = (status = 'delivered')),
  CONSTRAINT investment_projects_area CHECK (delivered_area_m2 IS NULL OR status = 'delivered'),
  CONSTRAINT investment_projects_cancelled CHECK ((cancelled_on IS NOT NULL) = (status = 'cancelled'))
);
COMMENT ON TABLE investment_projects IS 'dist:county';
CREATE INDEX investment_projects_division ON investment_projects (division, id);
CREATE INDEX investment_projects_status ON investment_projects (status, division, id);
CREATE INDEX investment_projects_facility_id ON investment_projects (facility_id, county) WHERE facility_id IS NOT NULL;
CREATE INDEX investment_projects_county ON investment_projects (county);

CREATE TABLE funding_lines (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  project_id  uuid NOT NULL,
  source      text NOT NULL CHECK (source IN ('central', 'local', 'other')),
  year        smallint NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
  document    text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (project_id, county) REFERENCES investment_projects (id, county)
);
COMMENT ON TABLE funding_lines IS 'dist:county';
CREATE INDEX funding_lines_project ON funding_lines (project_id, year, id);

-- The investment of a county as a ledger: what counts towards a year, and from which day on. A cancelled
-- project is taken off again on the day it was cancelled, so every past day keeps its own sums.
CREATE TABLE county_investment (
  county             text COLLATE "C" NOT NULL,
  year               smallint NOT NULL,
  day                date NOT NULL,
  projects           integer NOT NULL,
  central_fen        bigint NOT NULL,
  local_fen          bigint NOT NULL,
  other_fen          bigint NOT NULL,
  planned_area_dm2   bigint NOT NULL,
  delivered_area_dm2 bigint NOT NULL,
  PRIMARY KEY (county, year, day)
);
COMMENT ON TABLE county_investment IS 'dist:county';

-- Where the ledger comes from: one row for every fact about a project, and one that takes it off again.
-- Money counts from the first day of its year on.
CREATE VIEW investment_entries AS
SELECT p.county, p.division, f.year, e.day, e.sign * f.projects AS projects,
       e.sign * f.central_fen AS central_fen, e.sign * f.local_fen AS local_fen, e.sign * f.other_fen AS other_fen,
       e.sign * f.planned_area_dm2 AS planned_area_dm2, e.sign * f.delivered_area_dm2 AS delivered_area_dm2
FROM investment_projects p
CROSS JOIN LATERAL (
  SELECT l.year, make_date(l.year, 1, 1) AS day, 0 AS projects,
         CASE l.source WHEN 'central' THEN l.amount_fen ELSE 0 END AS central_fen,
         CASE l.source WHEN 'local' THEN l.amount_fen ELSE 0 END AS local_fen,
         CASE l.source WHEN 'other' THEN l.amount_fen ELSE 0 END AS other_fen,
         0::bigint AS planned_area_dm2, 0::bigint AS delivered_area_dm2
  FROM funding_lines l WHERE l.project_id = p.id AND l.county = p.county
  UNION ALL
  SELECT extract(year FROM p.planned_on)::smallint, p.planned_on, 1, 0, 0, 0, coalesce(p.planned_area_m2 * 100, 0)::bigint, 0
  UNION ALL
  SELECT extract(year FROM p.delivered_on)::smallint, p.delivered_on, 0, 0, 0, 0, 0, coalesce(p.delivered_area_m2 * 100, 0)::bigint
  WHERE p.delivered_on IS NOT NULL
) f
CROSS JOIN LATERAL (VALUES (1, f.day), (-1, greatest(f.day, p.cancelled_on))) e (sign, day)
WHERE e.sign = 1 OR p.cancelled_on IS NOT NULL;

-- Published figures that the platform did not count itself. They are never mixed with counted ones.
CREATE TABLE series (
  code          text PRIMARY KEY CHECK (code ~ '^[a-z0-9_]{1,80}$'),
  title_zh      text NOT NULL,
  title_en      text NOT NULL,
  unit          text NOT NULL,
  scope_zh      text NOT NULL,
  scope_en      text NOT NULL,
  definition_zh text NOT NULL DEFAULT '',
  definition_en text NOT NULL DEFAULT '',
  source        text NOT NULL,
  document      text NOT NULL DEFAULT '',
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE series IS 'dist:reference';

-- A point holds for a day (as_of) or for a period (from_day to to_day, both included).
CREATE TABLE series_points (
  id          uuid PRIMARY KEY,
  series_code text NOT NULL REFERENCES series (code),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  as_of       date,
  from_day    date,
  to_day      date CHECK (to_day >= from_day),
  value       numeric NOT NULL,
  note_zh     text NOT NULL DEFAULT '',
  note_en     text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT series_points_time CHECK ((as_of IS NOT NULL) <> (from_day IS NOT NULL) AND (from_day IS NULL) = (to_day IS NULL))
);
COMMENT ON TABLE series_points IS 'dist:reference';
CREATE UNIQUE INDEX series_points_once ON series_points (series_code, division, as_of, from_day, to_day) NULLS NOT DISTINCT;
CREATE INDEX series_points_order ON series_points (series_code, division, (coalesce(as_of, to_day)), id);
