-- +goose Up

CREATE TABLE programmes (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'), -- that of the facility
  facility_id uuid NOT NULL,
  provider_id uuid REFERENCES organisations (id), -- who delivers it, when that is not the operator of the facility
  kind        text NOT NULL CHECK (kind IN ('four_thirty_class', 'mental_health_class', 'parent_child_room', 'early_childhood_guidance',
                'family_education', 'reading_room', 'lecture', 'interest_group', 'holiday_camp')),
  name        text NOT NULL,
  grams       text[] NOT NULL DEFAULT '{}',
  description text NOT NULL DEFAULT '',
  age_min     smallint NOT NULL DEFAULT 0 CHECK (age_min BETWEEN 0 AND 120),  -- years on the first day of the cohort
  age_max     smallint NOT NULL DEFAULT 17 CHECK (age_max BETWEEN age_min AND 120),
  fee_rule    text NOT NULL DEFAULT 'free' CHECK (fee_rule IN ('free', 'per_session', 'per_cohort')),
  fee_fen     bigint NOT NULL DEFAULT 0 CHECK (fee_fen >= 0 AND (fee_rule = 'free') = (fee_fen = 0)),
  status      text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
  demo        boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county)
);
COMMENT ON TABLE programmes IS 'dist:county';
CREATE INDEX programmes_division ON programmes (division, id);
CREATE INDEX programmes_facility ON programmes (facility_id, id);
CREATE INDEX programmes_kind ON programmes (kind, division, id);
CREATE INDEX programmes_grams ON programmes USING gin (grams);
CREATE INDEX programmes_provider ON programmes (provider_id) WHERE provider_id IS NOT NULL;

-- One run of a programme with its places. places, taken and waiting are kept by every change of an enrolment in
-- its own transaction; the check keeps places from being given twice under any concurrency.
CREATE TABLE cohorts (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  programme_id uuid NOT NULL,
  facility_id uuid NOT NULL,
  space_id    uuid, -- where its sessions are unless a rule of the timetable says otherwise
  name        text NOT NULL,
  phase       text NOT NULL DEFAULT 'draft' CHECK (phase IN ('draft', 'open', 'running', 'finished', 'archived')),
  allocation  text NOT NULL DEFAULT 'first_come' CHECK (allocation IN ('first_come', 'priority', 'ranked', 'lottery')),
  places      integer NOT NULL CHECK (places BETWEEN 0 AND 10000), -- 0 means a waiting list only
  taken       integer NOT NULL DEFAULT 0 CHECK (taken >= 0),       -- enrolled and offered
  waiting     integer NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  last_number bigint NOT NULL DEFAULT 0,  -- the newest number of arrival that was given
  first_day   date NOT NULL,
  last_day    date NOT NULL CHECK (last_day >= first_day),
  offer_hours integer NOT NULL DEFAULT 48 CHECK (offer_hours BETWEEN 1 AND 720),
  alert_minutes integer NOT NULL DEFAULT 15 CHECK (alert_minutes BETWEEN 1 AND 240), -- after the start, and after the end
  children_per_adult integer NOT NULL DEFAULT 15 CHECK (children_per_adult BETWEEN 1 AND 100),
  absences_follow_up integer NOT NULL DEFAULT 3 CHECK (absences_follow_up BETWEEN 1 AND 100), -- consecutive ones
  lottery_seed text NOT NULL DEFAULT '',
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (programme_id, county) REFERENCES programmes (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  FOREIGN KEY (space_id, county) REFERENCES spaces (id, county),
  CONSTRAINT cohorts_places CHECK (taken <= places)
);
COMMENT ON TABLE cohorts IS 'dist:county';
CREATE INDEX cohorts_programme ON cohorts (programme_id, first_day, id);
CREATE INDEX cohorts_division ON cohorts (division, id);
CREATE INDEX cohorts_phase ON cohorts (phase, division, id);
CREATE INDEX cohorts_facility ON cohorts (facility_id, county);
CREATE INDEX cohorts_space ON cohorts (space_id, county) WHERE space_id IS NOT NULL;

-- The timetable of a cohort: recurrence by RFC 5545, in Asia/Shanghai.
CREATE TABLE timetable_rules (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  cohort_id   uuid NOT NULL,
  space_id    uuid NOT NULL,
  rrule       text NOT NULL,
  starts      text COLLATE "C" NOT NULL CHECK (starts ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  minutes     integer NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
  from_day    date NOT NULL,
  to_day      date NOT NULL CHECK (to_day >= from_day),
  layer       text NOT NULL DEFAULT 'always' CHECK (layer IN ('always', 'school_days', 'vacation')), -- on which days of the calendar
  except_days date[] NOT NULL DEFAULT '{}',
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (cohort_id, county) REFERENCES cohorts (id, county),
  FOREIGN KEY (space_id, county) REFERENCES spaces (id, county)
);
COMMENT ON TABLE timetable_rules IS 'dist:county';
CREATE INDEX timetable_rules_cohort ON timetable_rules (cohort_id, id);
CREATE INDEX timetable_rules_space ON timetable_rules (space_id, county);

CREATE TABLE programme_sessions (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  cohort_id   uuid NOT NULL,
  facility_id uuid NOT NULL,
  space_id    uuid NOT NULL,
  rule_id     uuid,          -- none when a person added this one session
  rule_day    date,          -- the day the rule gave it, which moving does not change
  starts_at   timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL CHECK (ends_at > starts_at),
  status      text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'running', 'done', 'cancelled')),
  moved       boolean NOT NULL DEFAULT false,
  reason      text NOT NULL DEFAULT '', -- why it was moved or cancelled
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (cohort_id, county) REFERENCES cohorts (id, county),
  FOREIGN KEY (facility_id, county) REFERENCES facilities (id, county),
  FOREIGN KEY (space_id, county) REFERENCES spaces (id, county),
  FOREIGN KEY (rule_id, county) REFERENCES timetable_rules (id, county),
  CHECK ((rule_id IS NULL) = (rule_day IS NULL))
);
COMMENT ON TABLE programme_sessions IS 'dist:county';
CREATE UNIQUE INDEX programme_sessions_rule ON programme_sessions (county, rule_id, rule_day) WHERE rule_id IS NOT NULL; -- generating twice adds nothing
CREATE INDEX programme_sessions_cohort ON programme_sessions (cohort_id, starts_at);
CREATE INDEX programme_sessions_facility ON programme_sessions (facility_id, starts_at);
CREATE INDEX programme_sessions_division ON programme_sessions (division, starts_at);
CREATE INDEX programme_sessions_space ON programme_sessions (space_id, starts_at);
CREATE INDEX programme_sessions_open ON programme_sessions (starts_at) WHERE status IN ('planned', 'running');

-- Everything that takes a room stands here: a room cannot be taken twice, whatever for.
CREATE TABLE space_bookings (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  space_id    uuid NOT NULL,
  during      tstzrange NOT NULL CHECK (lower_inc(during) AND NOT upper_inc(during)),
  subject     text NOT NULL CHECK (subject IN ('session', 'appointment', 'booking')),
  subject_id  uuid NOT NULL,
  label       text NOT NULL,
  PRIMARY KEY (id, county),
  FOREIGN KEY (space_id, county) REFERENCES spaces (id, county),
  CONSTRAINT space_bookings_apart EXCLUDE USING gist (space_id WITH =, county WITH =, during WITH &&)
);
COMMENT ON TABLE space_bookings IS 'dist:county';
CREATE UNIQUE INDEX space_bookings_subject ON space_bookings (county, subject_id);

-- Who leads or helps in a session. A person cannot be in two places.
CREATE TABLE session_workers (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  session_id  uuid NOT NULL,
  worker_id   uuid NOT NULL,
  role        text NOT NULL CHECK (role IN ('leader', 'helper')),
  during      tstzrange NOT NULL CHECK (lower_inc(during) AND NOT upper_inc(during)),
  cancelled   boolean NOT NULL DEFAULT false, -- with its session
  PRIMARY KEY (id, county),
  FOREIGN KEY (session_id, county) REFERENCES programme_sessions (id, county),
  FOREIGN KEY (worker_id, county) REFERENCES workers (id, county),
  CONSTRAINT session_workers_apart EXCLUDE USING gist (worker_id WITH =, county WITH =, during WITH &&) WHERE (NOT cancelled)
);
COMMENT ON TABLE session_workers IS 'dist:county';
CREATE UNIQUE INDEX session_workers_once ON session_workers (county, session_id, worker_id);
CREATE INDEX session_workers_worker ON session_workers (worker_id, county);

-- A child's way to a place. What is needed of the child at a roll-call stands here too: who runs a session sees
-- those enrolled, wherever they live.
CREATE TABLE enrolments (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  division    text COLLATE "C" NOT NULL, -- that of the facility
  cohort_id   uuid NOT NULL,
  child_id    uuid NOT NULL,
  child_name  text NOT NULL,
  child_sex   text NOT NULL,
  child_birth date NOT NULL,
  status      text NOT NULL CHECK (status IN ('requested', 'waiting', 'offered', 'enrolled', 'withdrawn', 'declined', 'expired', 'refused', 'completed')),
  number      bigint NOT NULL,             -- order of arrival in the cohort
  priority    integer NOT NULL DEFAULT 0,  -- points by the scoring table in force
  rank        smallint CHECK (rank BETWEEN 1 AND 20), -- the child's wish, 1 first
  party_id    uuid,                        -- siblings who are to stay together
  reasons     jsonb NOT NULL DEFAULT '[]', -- why the place was given or not: codes with values, told in words
  offer_expires_at timestamptz,
  enrolled_on date,
  ended_on    date,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (cohort_id, county) REFERENCES cohorts (id, county),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county),
  CHECK ((status = 'offered') = (offer_expires_at IS NOT NULL))
);
COMMENT ON TABLE enrolments IS 'dist:county';
CREATE UNIQUE INDEX enrolments_once ON enrolments (county, cohort_id, child_id) WHERE status IN ('requested', 'waiting', 'offered', 'enrolled');
CREATE INDEX enrolments_cohort ON enrolments (cohort_id, status, priority DESC, number);
CREATE INDEX enrolments_child ON enrolments (child_id, id);
CREATE INDEX enrolments_division ON enrolments (division, id);
CREATE INDEX enrolments_offer ON enrolments (offer_expires_at) WHERE status = 'offered';

-- One row a child and session; a correction keeps what was marked first.
CREATE TABLE attendances (
  county      text COLLATE "C" NOT NULL,
  session_id  uuid NOT NULL,
  child_id    uuid NOT NULL,
  division    text COLLATE "C" NOT NULL,
  enrolment_id uuid NOT NULL,
  mark        text NOT NULL CHECK (mark IN ('present', 'late', 'excused', 'absent')),
  marked_at   timestamptz NOT NULL,
  marked_by   uuid,
  first_mark  text CHECK (first_mark IN ('present', 'late', 'excused', 'absent')), -- where it was corrected
  first_at    timestamptz,
  first_by    uuid,
  note        text NOT NULL DEFAULT '',
  PRIMARY KEY (session_id, child_id, county),
  FOREIGN KEY (session_id, county) REFERENCES programme_sessions (id, county)
);
COMMENT ON TABLE attendances IS 'dist:county';
CREATE INDEX attendances_enrolment ON attendances (enrolment_id, session_id);

-- Who fetched a child from a session, and who was refused.
CREATE TABLE handovers (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  division    text COLLATE "C" NOT NULL,
  session_id  uuid NOT NULL,
  child_id    uuid NOT NULL,
  guardian_id uuid,
  person      text NOT NULL,  -- name of who came
  refused     boolean NOT NULL DEFAULT false,
  checked_by  text NOT NULL CHECK (checked_by IN ('known', 'code', 'photo', 'document', 'none')),
  reason      text NOT NULL DEFAULT '', -- of an exception or a refusal
  at          timestamptz NOT NULL,
  by_user     uuid,
  PRIMARY KEY (id, county),
  FOREIGN KEY (session_id, county) REFERENCES programme_sessions (id, county),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county),
  FOREIGN KEY (guardian_id, county) REFERENCES guardians (id, county)
);
COMMENT ON TABLE handovers IS 'dist:county';
CREATE UNIQUE INDEX handovers_once ON handovers (county, session_id, child_id) WHERE NOT refused;
CREATE INDEX handovers_session ON handovers (session_id, child_id);
CREATE INDEX handovers_child ON handovers (child_id, county);

-- What somebody has to do: each alert is made once, even when the program was down as it fell due.
CREATE TABLE tasks (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  kind        text NOT NULL CHECK (kind IN ('no_show', 'not_picked_up', 'absences', 'check_expires', 'ratio')),
  key         text NOT NULL,      -- what it is about, so that it is made once
  facility_id uuid,
  session_id  uuid,
  child_id    uuid,
  worker_id   uuid,
  user_id     uuid,               -- whose task it is, when that is known
  params      jsonb NOT NULL DEFAULT '{}', -- for the text in the reader's language
  due_at      timestamptz NOT NULL,
  done_at     timestamptz,
  done_by     uuid,
  outcome     text NOT NULL DEFAULT '',
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county)
);
COMMENT ON TABLE tasks IS 'dist:county';
CREATE UNIQUE INDEX tasks_once ON tasks (county, kind, key);
CREATE INDEX tasks_open ON tasks (division, due_at, id) WHERE done_at IS NULL;
CREATE INDEX tasks_user ON tasks (user_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX tasks_child ON tasks (child_id, id) WHERE child_id IS NOT NULL;

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['enrolments', 'attendances', 'handovers', 'tasks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY territory ON %I USING (division::bigint <@ nullif(current_setting('app.territory', true), '')::int8multirange)$p$, t);
  END LOOP;
END $$;
-- +goose StatementEnd
