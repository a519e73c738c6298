-- A building in which people live: a zone, so that gates lead into it and a warden's post is
-- of it. curfew is the minute of the day by which residents are back. tells is whether
-- guardians are told of who came late or did not come.
CREATE TABLE dorm_building (
  id TEXT PRIMARY KEY REFERENCES zone (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  curfew BIGINT NOT NULL,
  tells BOOLEAN NOT NULL,
  added_at BIGINT NOT NULL,
  CHECK (curfew BETWEEN 0 AND 1439)
);

--bun:split

CREATE INDEX dorm_building_school ON dorm_building (school_id);

--bun:split

-- zone_id is what the room's own door leads into; without one the building's door is all.
CREATE TABLE dorm_room (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  floor BIGINT NOT NULL,
  name TEXT NOT NULL,
  zone_id TEXT REFERENCES zone (id),
  UNIQUE (building_id, name)
);

--bun:split

CREATE INDEX dorm_room_school ON dorm_room (school_id);

--bun:split

CREATE UNIQUE INDEX dorm_room_zone ON dorm_room (zone_id) WHERE zone_id IS NOT NULL;

--bun:split

CREATE TABLE dorm_bed (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  room_id TEXT NOT NULL REFERENCES dorm_room (id),
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (room_id, name),
  CHECK (state IN ('open', 'kept', 'out'))
);

--bun:split

CREATE INDEX dorm_bed_school ON dorm_bed (school_id);

--bun:split

-- Somebody has a bed in [from_at, until_at); NULL is open. The doors open until door_until,
-- which a move may set later than until_at. settled is that all of it is over: the doors no
-- longer ask for it.
CREATE TABLE dorm_stay (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  bed_id TEXT NOT NULL REFERENCES dorm_bed (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  door_until BIGINT,
  settled BOOLEAN NOT NULL,
  given_by TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL,
  CHECK (until_at IS NULL OR until_at >= from_at),
  CHECK ((until_at IS NULL) = (door_until IS NULL)),
  CHECK (door_until IS NULL OR door_until >= until_at)
);

--bun:split

-- Every stay begins open, so two that would overlap are both open when the later of two
-- transactions writes: no bed has two people and nobody two beds, on any number of servers.
CREATE UNIQUE INDEX dorm_stay_bed ON dorm_stay (bed_id) WHERE until_at IS NULL;

--bun:split

CREATE UNIQUE INDEX dorm_stay_person ON dorm_stay (person_id) WHERE until_at IS NULL;

--bun:split

CREATE INDEX dorm_stay_beds ON dorm_stay (bed_id, from_at);

--bun:split

CREATE INDEX dorm_stay_people ON dorm_stay (person_id, from_at);

--bun:split

CREATE INDEX dorm_stay_doors ON dorm_stay (school_id) WHERE NOT settled;

--bun:split

-- What is broken in a room. told is the last word to who asked: when somebody comes, or why not.
-- confirmed_at is when somebody of the room said that it is mended; 0 is not yet.
CREATE TABLE dorm_repair (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  room_id TEXT NOT NULL REFERENCES dorm_room (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  told TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL DEFAULT 0,
  CHECK (state IN ('open', 'work', 'done', 'refused'))
);

--bun:split

CREATE INDEX dorm_repair_school ON dorm_repair (school_id, asked_at);

--bun:split

CREATE INDEX dorm_repair_room ON dorm_repair (room_id, asked_at);

--bun:split

-- What staff looks at: a vacant room that was opened, a file that gave one bed to two, and
-- what a lock tells: a door that stood open or was forced, an opening by a token that had been
-- withdrawn, a low battery, a clock that is off.
-- Who was refused at a door is a scan. seen_at 0 is that nobody has looked.
CREATE TABLE dorm_event (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL,
  place TEXT NOT NULL,
  at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  seen_by TEXT NOT NULL,
  CHECK (kind IN ('vacant_opened', 'two_residents', 'door_held', 'door_forced', 'token_ended', 'low_battery', 'lock_clock'))
);

--bun:split

CREATE INDEX dorm_event_building ON dorm_event (building_id, at);

--bun:split

-- A member of a room says what roommates see beside the name.
CREATE TABLE dorm_consent (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  phone BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

--bun:split

-- What was done about somebody who did not come back in a night: a call, a note. night is the
-- school's day in whose evening it began.
CREATE TABLE dorm_note (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  night TEXT NOT NULL,
  text TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

--bun:split

CREATE INDEX dorm_note_night ON dorm_note (building_id, night);

--bun:split

-- Of whom guardians were told in a night, so that it is told once.
CREATE TABLE dorm_told (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  night TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (school_id, person_id, night)
);

--bun:split

-- What the house tells those who live in it, until an instant.
CREATE TABLE dorm_notice (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  text TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  posted_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX dorm_notice_building ON dorm_notice (building_id, until_at);
