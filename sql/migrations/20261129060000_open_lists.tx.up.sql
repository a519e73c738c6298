-- What a terminal is for, what kind of device it is, what somebody is in a school
-- and what presents a card are words that grow: a new one must not need a new
-- table. The program keeps these lists and refuses other words where it writes.
--
-- SQLite cannot drop a CHECK without a name, and terminal and membership cannot
-- be dropped while other tables refer to them. So each column is copied to one
-- without a CHECK that takes its place.
ALTER TABLE terminal ADD COLUMN open_scene TEXT;

--bun:split

UPDATE terminal SET open_scene = scene;

--bun:split

ALTER TABLE terminal DROP COLUMN scene;

--bun:split

ALTER TABLE terminal RENAME COLUMN open_scene TO scene;

--bun:split

ALTER TABLE terminal ALTER COLUMN scene SET NOT NULL;

--bun:split

ALTER TABLE terminal ADD COLUMN open_kind TEXT;

--bun:split

UPDATE terminal SET open_kind = kind;

--bun:split

ALTER TABLE terminal DROP COLUMN kind;

--bun:split

ALTER TABLE terminal RENAME COLUMN open_kind TO kind;

--bun:split

ALTER TABLE terminal ALTER COLUMN kind SET NOT NULL;

--bun:split

ALTER TABLE membership ADD COLUMN open_role TEXT;

--bun:split

UPDATE membership SET open_role = role;

--bun:split

DROP INDEX membership_school;

--bun:split

ALTER TABLE membership DROP COLUMN role;

--bun:split

ALTER TABLE membership RENAME COLUMN open_role TO role;

--bun:split

ALTER TABLE membership ALTER COLUMN role SET NOT NULL;

--bun:split

CREATE INDEX membership_school ON membership (school_id, role);

--bun:split

-- A CHECK of the whole table names the kinds of credentials; no table refers to
-- this one, so it is made anew, with what is asked of phone keys and chips only.
CREATE TABLE credential_copy AS SELECT * FROM credential;

--bun:split

DROP TABLE credential;

--bun:split

-- handle, public_key, chip, card_id, person_id and school_id never change:
-- identity may be cached. state, mark and lease_until are locked facts.
CREATE TABLE credential (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  kind TEXT NOT NULL,
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
  CONSTRAINT credential_of_phone CHECK (kind <> 'phone' OR (handle IS NOT NULL AND public_key IS NOT NULL AND lease_until IS NOT NULL)),
  CONSTRAINT credential_of_chip CHECK (kind <> 'chip' OR chip IS NOT NULL)
);

--bun:split

INSERT INTO credential (id, school_id, person_id, card_id, kind, handle, public_key, chip, device, state, state_at, mark, lease_until, last_at, pending_import, created_at)
SELECT id, school_id, person_id, card_id, kind, handle, public_key, chip, device, state, state_at, mark, lease_until, last_at, pending_import, created_at FROM credential_copy;

--bun:split

DROP TABLE credential_copy;

--bun:split

-- A chip number names one credential of a school until that credential is replaced or ended.
CREATE UNIQUE INDEX credential_chip ON credential (school_id, chip) WHERE chip IS NOT NULL AND state IN ('live', 'lost');

--bun:split

CREATE INDEX credential_card ON credential (card_id);

--bun:split

CREATE INDEX credential_person ON credential (person_id);
