-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- +goose StatementBegin
DO $$
BEGIN
  CREATE ROLE fourthirty_app NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
DO $$
BEGIN
  EXECUTE format('GRANT fourthirty_app TO %I', current_user);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'role membership: %', SQLERRM;
END $$;
-- +goose StatementEnd

-- Organisations: operators of facilities, departments, suppliers.
CREATE TABLE organisations (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  grams       text[] NOT NULL DEFAULT '{}',
  kind        text NOT NULL,
  uscc        text,
  uscc_note   text,
  division    text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  contact     text,
  phone_cipher bytea,
  phone_mask  text,
  disabled    boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE organisations IS 'dist:reference';
CREATE UNIQUE INDEX organisations_uscc ON organisations (uscc) WHERE uscc IS NOT NULL;
CREATE INDEX organisations_division ON organisations (division, id);
-- Trigrams know Chinese only in some locales, so parts of a name are found by its characters and pairs of them.
CREATE INDEX organisations_grams ON organisations USING gin (grams);

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  login         text NOT NULL CHECK (login = lower(login)),
  name          text NOT NULL,
  locale        text NOT NULL DEFAULT 'zh-CN',
  division      text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  password_hash text NOT NULL,
  must_change_password boolean NOT NULL DEFAULT false,
  demo          boolean NOT NULL DEFAULT false,
  disabled      boolean NOT NULL DEFAULT false,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_login UNIQUE (login)
);
COMMENT ON TABLE users IS 'dist:reference';
COMMENT ON COLUMN users.division IS 'where the account is managed from: who administers this territory administers the account';
CREATE INDEX users_division ON users (division, id);

CREATE TABLE grants (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users (id),
  role         text NOT NULL,
  division     text COLLATE "C" NOT NULL CHECK (division ~ '^[0-9]{12}$'),
  organisation_id uuid REFERENCES organisations (id),
  granted_by   uuid REFERENCES users (id),
  created_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE grants IS 'dist:reference';
CREATE UNIQUE INDEX grants_unique ON grants (user_id, role, division, organisation_id) NULLS NOT DISTINCT;
CREATE INDEX grants_division ON grants (division);

-- A session is one sign-in: a family of refresh tokens that is revoked as a whole.
CREATE TABLE sessions (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users (id),
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  revoked_at  timestamptz,
  revoked_why text,
  address     text NOT NULL,
  agent       text NOT NULL
);
COMMENT ON TABLE sessions IS 'dist:reference';
CREATE INDEX sessions_user ON sessions (user_id, address);

CREATE TABLE refresh_tokens (
  hash       bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id),
  parent     bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
COMMENT ON TABLE refresh_tokens IS 'dist:reference';
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

CREATE TABLE login_failures (
  bucket     text PRIMARY KEY,
  failures   integer NOT NULL,
  last_at    timestamptz NOT NULL
);
COMMENT ON TABLE login_failures IS 'dist:local';

CREATE TABLE signing_keys (
  kid        text PRIMARY KEY,
  seed       bytea NOT NULL,
  created_at timestamptz NOT NULL,
  retired_at timestamptz
);
COMMENT ON TABLE signing_keys IS 'dist:local';
COMMENT ON COLUMN signing_keys.seed IS 'Ed25519 seed, encrypted with the key file';

-- One write = one transaction = one event. The application role may only insert and read.
CREATE TABLE events (
  id          uuid PRIMARY KEY,
  tx          xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id    uuid,
  actor_login text,
  session_id  uuid,
  request_id  text,
  action      text NOT NULL,
  subject     text NOT NULL,
  subject_id  text NOT NULL,
  division    text COLLATE "C" NOT NULL,
  changes     jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE events IS 'dist:local';
CREATE INDEX events_order ON events (tx, id);
CREATE INDEX events_subject ON events (subject, subject_id, id DESC);
CREATE INDEX events_actor ON events (actor_login, id DESC);

-- Sealing gives each committed event a dense position and a link in the hash chain.
CREATE TABLE event_seals (
  position  bigint PRIMARY KEY,
  event_id  uuid NOT NULL UNIQUE,
  tx        xid8 NOT NULL,
  hash      bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE event_seals IS 'dist:local';

CREATE TABLE idempotency_keys (
  actor_id    uuid NOT NULL,
  key         text NOT NULL CHECK (length(key) <= 255),
  fingerprint bytea NOT NULL,
  status      integer NOT NULL,
  header      jsonb NOT NULL DEFAULT '{}',
  body        bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (actor_id, key)
);
COMMENT ON TABLE idempotency_keys IS 'dist:local';
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
