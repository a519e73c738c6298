-- That a guardian asked one adult to collect children: person_id is the adult, a person
-- without an account whose card card_id a phone key presents. Days are inclusive;
-- weekdays has bit 0 for Monday, 0 for the one day first_day; minutes are of the wall clock
-- of the school, to_minute exclusive. link_hash is the hash of the link's secret, digits
-- what the guardian reads out, '' once it is used or dead; tries counts wrong ones.
-- ended_at is when nobody of the children is left, or the guardian took it back.
CREATE TABLE mandate (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  guardian_id TEXT NOT NULL REFERENCES person (id),
  person_id TEXT NOT NULL UNIQUE REFERENCES person (id),
  membership_id TEXT NOT NULL REFERENCES membership (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  phone TEXT NOT NULL,
  relation TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  weekdays BIGINT NOT NULL,
  from_minute BIGINT NOT NULL,
  to_minute BIGINT NOT NULL,
  link_hash TEXT NOT NULL UNIQUE,
  link_until BIGINT NOT NULL,
  digits TEXT NOT NULL,
  tries BIGINT NOT NULL,
  opened_at BIGINT,
  refused_at BIGINT,
  claimed_at BIGINT,
  device TEXT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX mandate_guardian ON mandate (school_id, guardian_id);

--bun:split

-- A child of a mandate. Whoever may take back for this child ends this row alone.
CREATE TABLE mandate_child (
  mandate_id TEXT NOT NULL REFERENCES mandate (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  ended_at BIGINT,
  ended_by TEXT NOT NULL,
  PRIMARY KEY (mandate_id, child_id)
);

--bun:split

CREATE INDEX mandate_child_child ON mandate_child (school_id, child_id);

--bun:split

-- What happened to a mandate, for who may read it: named, opened, wrong, locked, claimed,
-- second, renewed, ended, used. by_person is '' for the adult and for strangers.
CREATE TABLE mandate_event (
  id TEXT PRIMARY KEY,
  mandate_id TEXT NOT NULL REFERENCES mandate (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  by_person TEXT NOT NULL,
  child_id TEXT NOT NULL
);

--bun:split

CREATE INDEX mandate_event_mandate ON mandate_event (mandate_id, at);

--bun:split

-- A challenge that a phone with the right digits signs with its new key.
CREATE TABLE mandate_challenge (
  challenge_hash TEXT PRIMARY KEY,
  mandate_id TEXT NOT NULL REFERENCES mandate (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  expires_at BIGINT NOT NULL
);
