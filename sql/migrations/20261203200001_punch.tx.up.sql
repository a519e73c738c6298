-- What an attendance machine of another maker saw: a fact, written once and never changed but
-- for whose it is. request_key is the machine's own name of it. said_at is its clock, at the same
-- corrected. person_id is NULL while nobody has the number or chip; feed is 0 as long, and the
-- school's number of the commit that said whose it is afterwards. suspect has a time that cannot
-- be right and never counts.
CREATE TABLE punch (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  request_key TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  at BIGINT NOT NULL,
  number TEXT NOT NULL,
  chip TEXT NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('in', 'out', 'here')),
  suspect BOOLEAN NOT NULL,
  person_id TEXT REFERENCES person (id),
  received_at BIGINT NOT NULL,
  feed BIGINT NOT NULL,
  UNIQUE (terminal_id, request_key)
);

--bun:split

CREATE INDEX punch_person ON punch (person_id, at) WHERE person_id IS NOT NULL;

--bun:split

CREATE INDEX punch_nobody ON punch (school_id, received_at) WHERE person_id IS NULL;

--bun:split

CREATE INDEX punch_said ON punch (terminal_id, said_at);

--bun:split

-- A time clock that speaks ADMS. path is the secret beginning of its address; without need_path
-- it may come without, from one of networks alone. who is whom it knows: staff, pupils, all or
-- nobody. keys is whether its keys for in and out are believed. held back by us: check_command is
-- the last question how many punches it has from check_from to check_until (its own clock);
-- proves is 1 once it has answered one, -1 if it cannot.
CREATE TABLE clock_device (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  serial TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  need_path BOOLEAN NOT NULL,
  networks TEXT NOT NULL,
  who TEXT NOT NULL CHECK (who IN ('staff', 'pupils', 'all', 'nobody')),
  keys BOOLEAN NOT NULL,
  firmware TEXT NOT NULL,
  gb BOOLEAN NOT NULL,
  seen_at BIGINT NOT NULL,
  seen_from TEXT NOT NULL,
  offset_ms BIGINT NOT NULL,
  commands BIGINT NOT NULL,
  check_command BIGINT NOT NULL,
  check_from BIGINT NOT NULL,
  check_until BIGINT NOT NULL,
  check_sent BIGINT NOT NULL,
  check_tries BIGINT NOT NULL,
  check_count BIGINT NOT NULL,
  proves BIGINT NOT NULL,
  ended_at BIGINT,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE UNIQUE INDEX clock_device_serial ON clock_device (school_id, serial) WHERE ended_at IS NULL;

--bun:split

-- The number under which somebody is known to the time clocks of a school, once for ever:
-- fingerprints in a clock hang on it.
CREATE TABLE clock_pin (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  pin BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id),
  UNIQUE (school_id, pin)
);

--bun:split

-- Who is in a clock. held is what it has confirmed and sent what it was told last, both as a
-- digest of the record: '' is none and '-' is to come off. failed is what it answered.
CREATE TABLE clock_user (
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  pin BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  held TEXT NOT NULL,
  sent TEXT NOT NULL,
  command BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, pin)
);

--bun:split

CREATE INDEX clock_user_person ON clock_user (person_id);

--bun:split

-- Clocks that called and are not registered, so that they can be; they are never listened to.
CREATE TABLE clock_unknown (
  school_id TEXT NOT NULL REFERENCES school (id),
  serial TEXT NOT NULL,
  address TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (school_id, serial)
);
