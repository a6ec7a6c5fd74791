-- +goose Up

-- Row-level security repeats the territory of the actor as a second lock. Every connection carries it as
-- app.territory; where it is not set nothing is seen. Policies compare columns with the setting only.
CREATE TABLE households (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  address_cipher bytea,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county)
);
COMMENT ON TABLE households IS 'dist:county';
CREATE INDEX households_division ON households (division, id);

CREATE TABLE children (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  household_id uuid,
  name        text NOT NULL,
  sex         text NOT NULL CHECK (sex IN ('male', 'female')),
  birth_date  date NOT NULL,
  identity_cipher bytea,
  identity_mask   text,
  identity_blind  bytea,
  identity_absent text CHECK (identity_absent IN ('not_registered', 'not_known', 'not_given')), -- R85: a child may have no number, with a reason
  school      text NOT NULL DEFAULT '',
  grade       text NOT NULL DEFAULT '',
  needs_cipher bytea, -- special needs, allergies, medication
  merged_into uuid,   -- the record that went on when this one turned out to be a duplicate
  left_on     date,   -- moved away or grown up: no longer served here
  demo        boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (household_id, county) REFERENCES households (id, county),
  FOREIGN KEY (merged_into, county) REFERENCES children (id, county),
  CHECK ((identity_cipher IS NULL) = (identity_blind IS NULL) AND (identity_cipher IS NULL) = (identity_absent IS NOT NULL)),
  CHECK (merged_into <> id)
);
COMMENT ON TABLE children IS 'dist:county';
CREATE INDEX children_division ON children (division, id);
CREATE INDEX children_household ON children (household_id, county) WHERE household_id IS NOT NULL;
CREATE INDEX children_birth ON children (birth_date, division, id);
CREATE INDEX children_identity ON children (identity_blind) WHERE identity_blind IS NOT NULL;
CREATE UNIQUE INDEX children_identity_once ON children (county, identity_blind) WHERE identity_blind IS NOT NULL AND merged_into IS NULL;

-- What a person's name is found by: itself, its parts, its readings. Only equality of text may look past
-- row-level security into an index, so every key is a row of its own.
CREATE TABLE child_keys (
  county   text COLLATE "C" NOT NULL,
  child_id uuid NOT NULL,
  key      text COLLATE "C" NOT NULL,
  division text COLLATE "C" NOT NULL,
  PRIMARY KEY (county, child_id, key),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county)
);
COMMENT ON TABLE child_keys IS 'dist:county';
CREATE INDEX child_keys_key ON child_keys (key, division, child_id);

CREATE TABLE guardians (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  name        text NOT NULL,
  phone_cipher bytea,
  phone_mask  text,
  phone_blind bytea,
  email_cipher bytea,
  identity_cipher bytea,
  identity_mask   text,
  identity_blind  bytea,
  locale      text NOT NULL DEFAULT 'zh-CN',
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county)
);
COMMENT ON TABLE guardians IS 'dist:county';
CREATE INDEX guardians_phone ON guardians (phone_blind) WHERE phone_blind IS NOT NULL;
CREATE INDEX guardians_division ON guardians (division, id);

-- Who stands in which relation to a child, and who may fetch it. A bar outweighs every permission.
CREATE TABLE guardianships (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  division    text COLLATE "C" NOT NULL,
  child_id    uuid NOT NULL,
  guardian_id uuid NOT NULL,
  relation    text NOT NULL CHECK (relation IN ('father', 'mother', 'grandparent', 'sibling', 'relative', 'foster', 'delegate', 'institution', 'other')),
  legal       boolean NOT NULL DEFAULT false, -- a legal guardian, who can consent
  may_pick_up boolean NOT NULL DEFAULT false,
  barred      boolean NOT NULL DEFAULT false,
  barred_why  text NOT NULL DEFAULT '',
  ended_on    date,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county),
  FOREIGN KEY (guardian_id, county) REFERENCES guardians (id, county),
  CHECK (NOT (barred AND may_pick_up)),
  CHECK (barred = (barred_why <> ''))
);
COMMENT ON TABLE guardianships IS 'dist:county';
CREATE UNIQUE INDEX guardianships_once ON guardianships (county, child_id, guardian_id) WHERE ended_on IS NULL;
CREATE INDEX guardianships_guardian ON guardianships (guardian_id, county);

-- R140, R141: for each purpose of processing, the legal basis it stands on.
CREATE TABLE consents (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  division    text COLLATE "C" NOT NULL,
  child_id    uuid NOT NULL,
  purpose     text NOT NULL CHECK (purpose IN ('programme', 'health', 'counselling', 'photo', 'case')),
  basis       text NOT NULL CHECK (basis IN ('consent', 'statutory_duty', 'emergency')),
  guardian_id uuid, -- who consented
  given_on    date NOT NULL,
  told_on     date, -- R141: when there was no consent, the day the guardian was told afterwards
  withdrawn_on date CHECK (withdrawn_on >= given_on),
  note        text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county),
  FOREIGN KEY (guardian_id, county) REFERENCES guardians (id, county),
  CHECK ((basis = 'consent') = (guardian_id IS NOT NULL))
);
COMMENT ON TABLE consents IS 'dist:county';
CREATE INDEX consents_child ON consents (child_id, purpose, given_on);

-- Dated facts with a source, never flags (R112, R113, R114).
CREATE TABLE child_categories (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  division    text COLLATE "C" NOT NULL,
  child_id    uuid NOT NULL,
  category    text NOT NULL CHECK (category IN ('left_behind', 'difficulty_poverty', 'difficulty_disability', 'difficulty_guardianship',
                'de_facto_unsupported', 'disability', 'delegated_care')),
  from_day    date NOT NULL,
  to_day      date CHECK (to_day > from_day), -- exclusive
  source      text NOT NULL,
  facts       jsonb NOT NULL DEFAULT '{}', -- what the category was decided by: the state of each parent (R114), the delegate (R110)
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county),
  CONSTRAINT child_categories_apart EXCLUDE USING gist (child_id WITH =, county WITH =, category WITH =, daterange(from_day, to_day) WITH &&)
);
COMMENT ON TABLE child_categories IS 'dist:county';
CREATE INDEX child_categories_category ON child_categories (category, division, child_id);

-- Hours of the week between school and home with nobody (R111, M13).
CREATE TABLE care_gaps (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  division    text COLLATE "C" NOT NULL,
  child_id    uuid NOT NULL,
  weekdays    integer[] NOT NULL CHECK (weekdays <> '{}' AND weekdays <@ '{1,2,3,4,5,6,7}'), -- 1 Monday to 7 Sunday
  from_time   text COLLATE "C" NOT NULL CHECK (from_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  to_time     text COLLATE "C" NOT NULL CHECK (to_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' AND to_time > from_time),
  layer       text NOT NULL DEFAULT 'term' CHECK (layer IN ('term', 'vacation', 'always')),
  from_day    date NOT NULL,
  to_day      date CHECK (to_day > from_day), -- exclusive
  source      text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (child_id, county) REFERENCES children (id, county)
);
COMMENT ON TABLE care_gaps IS 'dist:county';
CREATE INDEX care_gaps_child ON care_gaps (child_id, from_day);
CREATE INDEX care_gaps_division ON care_gaps (division, child_id);

-- Leaders and helpers: staff, volunteers, professionals.
CREATE TABLE workers (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL CHECK (county = substr(division, 1, 6)),
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  kind        text NOT NULL CHECK (kind IN ('staff', 'volunteer', 'professional')),
  name        text NOT NULL,
  user_id     uuid REFERENCES users (id),
  organisation_id uuid REFERENCES organisations (id),
  phone_cipher bytea,
  phone_mask  text,
  identity_cipher bytea,
  identity_mask   text,
  identity_blind  bytea,
  check_valid_to date, -- R120: last day on which the newest clear record check holds; none when there is no clear one
  retired     boolean NOT NULL DEFAULT false,
  demo        boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county)
);
COMMENT ON TABLE workers IS 'dist:county';
CREATE INDEX workers_division ON workers (division, id);
CREATE INDEX workers_check ON workers (check_valid_to, division, id) WHERE NOT retired;
CREATE INDEX workers_user ON workers (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX workers_organisation ON workers (organisation_id) WHERE organisation_id IS NOT NULL;
CREATE UNIQUE INDEX workers_identity ON workers (county, identity_blind) WHERE identity_blind IS NOT NULL AND NOT retired;

-- R120: a record check before the first session and every 12 months.
CREATE TABLE worker_checks (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  worker_id   uuid NOT NULL,
  checked_on  date NOT NULL,
  result      text NOT NULL CHECK (result IN ('clear', 'found')),
  valid_to    date NOT NULL CHECK (valid_to > checked_on), -- last day
  source      text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (worker_id, county) REFERENCES workers (id, county)
);
COMMENT ON TABLE worker_checks IS 'dist:county';
CREATE INDEX worker_checks_worker ON worker_checks (worker_id, checked_on);

-- Qualifications, and what R171 asks for in the certificate of a volunteer: training, awards, ratings.
CREATE TABLE worker_records (
  id          uuid NOT NULL,
  county      text COLLATE "C" NOT NULL,
  worker_id   uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('qualification', 'training', 'award', 'rating')),
  title       text NOT NULL,
  number      text NOT NULL DEFAULT '',
  issuer      text NOT NULL DEFAULT '',
  from_day    date NOT NULL,
  to_day      date CHECK (to_day >= from_day), -- last day it holds
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, county),
  FOREIGN KEY (worker_id, county) REFERENCES workers (id, county)
);
COMMENT ON TABLE worker_records IS 'dist:county';
CREATE INDEX worker_records_worker ON worker_records (worker_id, kind, from_day);
CREATE INDEX worker_records_due ON worker_records (to_day, worker_id) WHERE to_day IS NOT NULL;

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['households', 'children', 'child_keys', 'guardians', 'guardianships', 'consents', 'child_categories', 'care_gaps'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY territory ON %I USING (division::bigint <@ nullif(current_setting('app.territory', true), '')::int8multirange)$p$, t);
  END LOOP;
END $$;
-- +goose StatementEnd
