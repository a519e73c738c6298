-- What a zone asks of who enters it. Each person is in or out of it, or nobody
-- knows: table presence, kept only for zones that ask something.
ALTER TABLE zone ADD COLUMN passback TEXT NOT NULL DEFAULT 'none';

--bun:split

ALTER TABLE zone ADD COLUMN passback_minutes BIGINT NOT NULL DEFAULT 10;

--bun:split

-- Limits: how many people may be inside; 0 is no limit.
ALTER TABLE zone ADD COLUMN people_limit BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE zone ADD COLUMN limit_mode TEXT NOT NULL DEFAULT 'hard';

--bun:split

-- Whether who enters must be inside the zone around it.
ALTER TABLE zone ADD COLUMN sequence TEXT NOT NULL DEFAULT 'none';

--bun:split

-- Nobody is inside alone: the first waits for a second.
ALTER TABLE zone ADD COLUMN two_person BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

-- Only members of this group may enter, whatever else allows it.
ALTER TABLE zone ADD COLUMN needs_group TEXT;

--bun:split

-- Keep who is inside although nothing is asked: for counts and the muster list.
ALTER TABLE zone ADD COLUMN keeps_count BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

-- A presence older than this says nothing any more; 0 is never.
ALTER TABLE zone ADD COLUMN forget_minutes BIGINT NOT NULL DEFAULT 1080;

--bun:split

-- The minute of the day at which everybody's presence is forgotten; -1 is never.
ALTER TABLE zone ADD COLUMN reset_minute BIGINT NOT NULL DEFAULT -1;

--bun:split

-- The last reset by hand: what was known before it says nothing.
ALTER TABLE zone ADD COLUMN reset_at BIGINT NOT NULL DEFAULT 0;

--bun:split

-- A way out that passback never shuts.
ALTER TABLE gate ADD COLUMN egress BOOLEAN NOT NULL DEFAULT TRUE;

--bun:split

-- The zone a gate leads from; NULL is what lies around the zone it leads into.
ALTER TABLE gate ADD COLUMN from_zone_id TEXT REFERENCES zone (id);

--bun:split

-- was_* is what a passage found, so that one that did not happen can be taken back.
CREATE TABLE presence (
  zone_id TEXT NOT NULL REFERENCES zone (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('in', 'out', 'unknown', 'waiting')),
  since BIGINT NOT NULL,
  scan_id TEXT,
  was_state TEXT NOT NULL DEFAULT 'unknown',
  was_since BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (zone_id, person_id)
);

--bun:split

CREATE INDEX presence_person ON presence (person_id);

--bun:split

CREATE INDEX presence_inside ON presence (zone_id, since) WHERE state IN ('in', 'waiting');

--bun:split

-- Who may pass into a zone besides what its roles grant, and when. Days are the
-- school's, both inclusive; NULL is open. One without hours holds at any hour.
CREATE TABLE access_rule (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  zone_id TEXT NOT NULL REFERENCES zone (id),
  who TEXT NOT NULL CHECK (who IN ('everyone', 'role', 'grade', 'class', 'group', 'person')),
  who_id TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'confirm', 'deny')),
  from_day TEXT,
  to_day TEXT,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX access_rule_zone ON access_rule (school_id, zone_id);

--bun:split

-- Weekday 1 is Monday; 8 is a holiday.
CREATE TABLE access_rule_hours (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  rule_id TEXT NOT NULL REFERENCES access_rule (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 8),
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute AND to_minute <= 1440)
);

--bun:split

CREATE INDEX access_rule_hours_rule ON access_rule_hours (rule_id);

--bun:split

-- A day that is not what its weekday says: works_as 8 is a holiday, 1 to 7 a
-- make-up workday that goes by that weekday's hours.
CREATE TABLE calendar_day (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  works_as BIGINT NOT NULL CHECK (works_as BETWEEN 1 AND 8),
  name TEXT NOT NULL,
  PRIMARY KEY (school_id, day)
);

--bun:split

-- People who were granted something: a passed safety test, a club.
CREATE TABLE access_group (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE TABLE access_group_member (
  group_id TEXT NOT NULL REFERENCES access_group (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL,
  until BIGINT,
  granted_by TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (group_id, person_id)
);

--bun:split

CREATE INDEX access_group_member_person ON access_group_member (person_id);

--bun:split

-- online, or offline: decided by the terminal alone and uploaded at received_at.
ALTER TABLE scan ADD COLUMN mode TEXT NOT NULL DEFAULT 'online';

--bun:split

ALTER TABLE scan ADD COLUMN received_at BIGINT;

--bun:split

-- What an ALLOW passed over: a soft passback, a soft limit.
ALTER TABLE scan ADD COLUMN warning TEXT;

--bun:split

-- The zone the gate led into at the time.
ALTER TABLE scan ADD COLUMN zone_id TEXT;

--bun:split

-- Weekday 8 is a holiday: the table is made anew, because one engine cannot
-- change a check.
ALTER TABLE opening RENAME TO opening_before;

--bun:split

CREATE TABLE opening (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  gate_id TEXT NOT NULL REFERENCES gate (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 8),
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute AND to_minute <= 1440)
);

--bun:split

INSERT INTO opening (id, school_id, gate_id, weekday, from_minute, to_minute) SELECT id, school_id, gate_id, weekday, from_minute, to_minute FROM opening_before;

--bun:split

DROP TABLE opening_before;

--bun:split

CREATE INDEX opening_gate ON opening (gate_id);
