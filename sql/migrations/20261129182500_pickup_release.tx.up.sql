-- Where a child stands in a day's pickup. A child that nothing has happened to has no
-- row. scan_id and adult_id are of who came or, once released, of who took the child;
-- released_by is the person on shift who confirmed it.
CREATE TABLE pickup_order (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  child_id TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  arrived_at BIGINT NOT NULL,
  released_at BIGINT NOT NULL,
  released_by TEXT NOT NULL,
  held_by TEXT NOT NULL,
  held_why TEXT NOT NULL,
  held_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, day, child_id)
);

--bun:split

CREATE INDEX pickup_order_released ON pickup_order (school_id, terminal_id, released_at);

--bun:split

-- What happened, in words of the rules, and why; second_person is who confirmed beside
-- by_person where it takes two.
CREATE TABLE pickup_event (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  child_id TEXT NOT NULL REFERENCES person (id),
  event TEXT NOT NULL,
  reason TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  second_person TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  at BIGINT NOT NULL
);

--bun:split

CREATE INDEX pickup_event_child ON pickup_event (school_id, day, child_id);

--bun:split

-- A lockdown: nobody is released while one has no ended_at. It takes two to end it:
-- first_by said so first, at first_at.
CREATE TABLE pickup_lockdown (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  why TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  first_by TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL,
  ended_at BIGINT
);

--bun:split

CREATE UNIQUE INDEX pickup_lockdown_open ON pickup_lockdown (school_id) WHERE ended_at IS NULL;
