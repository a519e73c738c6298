-- Refused by the CHECKs where a row has a word that the old lists do not know.
ALTER TABLE terminal ADD COLUMN closed_scene TEXT CHECK (closed_scene IN ('gate', 'identify'));

--bun:split

UPDATE terminal SET closed_scene = scene;

--bun:split

ALTER TABLE terminal DROP COLUMN scene;

--bun:split

ALTER TABLE terminal RENAME COLUMN closed_scene TO scene;

--bun:split

ALTER TABLE terminal ALTER COLUMN scene SET NOT NULL;

--bun:split

ALTER TABLE terminal ADD COLUMN closed_kind TEXT CHECK (closed_kind IN ('reader', 'kiosk'));

--bun:split

UPDATE terminal SET closed_kind = kind;

--bun:split

ALTER TABLE terminal DROP COLUMN kind;

--bun:split

ALTER TABLE terminal RENAME COLUMN closed_kind TO kind;

--bun:split

ALTER TABLE terminal ALTER COLUMN kind SET NOT NULL;

--bun:split

ALTER TABLE membership ADD COLUMN closed_role TEXT CHECK (closed_role IN ('student', 'teacher', 'parent', 'guard', 'admin'));

--bun:split

UPDATE membership SET closed_role = role;

--bun:split

DROP INDEX membership_school;

--bun:split

ALTER TABLE membership DROP COLUMN role;

--bun:split

ALTER TABLE membership RENAME COLUMN closed_role TO role;

--bun:split

ALTER TABLE membership ALTER COLUMN role SET NOT NULL;

--bun:split

CREATE INDEX membership_school ON membership (school_id, role);

--bun:split

CREATE TABLE credential_copy AS SELECT * FROM credential;

--bun:split

DROP TABLE credential;

--bun:split

CREATE TABLE credential (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'chip')),
  handle BIGINT UNIQUE CHECK (handle > 0),
  public_key BYTEA,
  chip TEXT,
  device TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'lost', 'replaced', 'ended')),
  state_at BIGINT NOT NULL,
  mark BIGINT NOT NULL,
  lease_until BIGINT,
  last_at BIGINT,
  pending_import TEXT REFERENCES roster_import (id),
  created_at BIGINT NOT NULL,
  CHECK ((kind = 'phone' AND handle IS NOT NULL AND public_key IS NOT NULL AND lease_until IS NOT NULL) OR (kind = 'chip' AND chip IS NOT NULL))
);

--bun:split

INSERT INTO credential (id, school_id, person_id, card_id, kind, handle, public_key, chip, device, state, state_at, mark, lease_until, last_at, pending_import, created_at)
SELECT id, school_id, person_id, card_id, kind, handle, public_key, chip, device, state, state_at, mark, lease_until, last_at, pending_import, created_at FROM credential_copy;

--bun:split

DROP TABLE credential_copy;

--bun:split

CREATE UNIQUE INDEX credential_chip ON credential (school_id, chip) WHERE chip IS NOT NULL AND state IN ('live', 'lost');

--bun:split

CREATE INDEX credential_card ON credential (card_id);

--bun:split

CREATE INDEX credential_person ON credential (person_id);
