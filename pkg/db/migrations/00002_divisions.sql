-- +goose Up
CREATE TABLE divisions (
  code           text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[0-9]{12}$'),
  parent         text COLLATE "C" NOT NULL,
  level          smallint NOT NULL CHECK (level BETWEEN 0 AND 5),
  name           text NOT NULL,
  committee_type text NOT NULL DEFAULT '',
  pinyin         text NOT NULL DEFAULT '',
  initials       text NOT NULL DEFAULT '',
  valid_from     date NOT NULL,
  valid_to       date CHECK (valid_to > valid_from),
  version        integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE divisions IS 'dist:reference';
CREATE INDEX divisions_parent ON divisions (parent, code);
