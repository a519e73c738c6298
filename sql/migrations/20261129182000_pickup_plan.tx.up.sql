-- When a school lets its children go: the minute of the day for each school weekday,
-- and how many minutes before it a family changes the day's plan alone.
CREATE TABLE pickup_times (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  day1 BIGINT NOT NULL,
  day2 BIGINT NOT NULL,
  day3 BIGINT NOT NULL,
  day4 BIGINT NOT NULL,
  day5 BIGINT NOT NULL,
  cut_off BIGINT NOT NULL
);

--bun:split

-- How a child goes home on a school weekday, 1 to 5. adult_id is '' for any guardian.
CREATE TABLE pickup_week (
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  weekday BIGINT NOT NULL,
  mode TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  note TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, child_id, weekday)
);

--bun:split

-- And on a single day, whatever the weekday says.
CREATE TABLE pickup_day (
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  mode TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  note TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, child_id, day)
);

--bun:split

-- A change that a family asked for after the cut-off: staff answers.
CREATE TABLE pickup_request (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  mode TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  note TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL
);

--bun:split

CREATE UNIQUE INDEX pickup_request_open ON pickup_request (school_id, child_id, day) WHERE state = 'open';

--bun:split

-- What stands against an adult taking a child, for staff alone. Days are inclusive,
-- until_day '' is open; odd and even are weekdays of custody, handover the minute at
-- which they begin. One that is ended stays on record.
CREATE TABLE pickup_restriction (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  guardianship_id TEXT NOT NULL REFERENCES guardianship (id),
  adult_id TEXT NOT NULL REFERENCES person (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  odd BIGINT NOT NULL,
  even BIGINT NOT NULL,
  handover BIGINT NOT NULL,
  holidays TEXT NOT NULL,
  document TEXT NOT NULL,
  scan BYTEA,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT NOT NULL
);

--bun:split

CREATE INDEX pickup_restriction_child ON pickup_restriction (school_id, child_id);
