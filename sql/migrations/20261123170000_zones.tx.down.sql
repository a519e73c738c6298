ALTER TABLE opening RENAME TO opening_after;

--bun:split

CREATE TABLE opening (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  gate_id TEXT NOT NULL REFERENCES gate (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute AND to_minute <= 1440)
);

--bun:split

INSERT INTO opening (id, school_id, gate_id, weekday, from_minute, to_minute) SELECT id, school_id, gate_id, weekday, from_minute, to_minute FROM opening_after WHERE weekday < 8;

--bun:split

DROP TABLE opening_after;

--bun:split

CREATE INDEX opening_gate ON opening (gate_id);

--bun:split

ALTER TABLE scan DROP COLUMN zone_id;

--bun:split

ALTER TABLE scan DROP COLUMN warning;

--bun:split

ALTER TABLE scan DROP COLUMN received_at;

--bun:split

ALTER TABLE scan DROP COLUMN mode;

--bun:split

DROP TABLE access_group_member;

--bun:split

DROP TABLE access_group;

--bun:split

DROP TABLE calendar_day;

--bun:split

DROP TABLE access_rule_hours;

--bun:split

DROP TABLE access_rule;

--bun:split

DROP TABLE presence;

--bun:split

ALTER TABLE gate DROP COLUMN from_zone_id;

--bun:split

ALTER TABLE gate DROP COLUMN egress;

--bun:split

ALTER TABLE zone DROP COLUMN reset_at;

--bun:split

ALTER TABLE zone DROP COLUMN reset_minute;

--bun:split

ALTER TABLE zone DROP COLUMN forget_minutes;

--bun:split

ALTER TABLE zone DROP COLUMN keeps_count;

--bun:split

ALTER TABLE zone DROP COLUMN needs_group;

--bun:split

ALTER TABLE zone DROP COLUMN two_person;

--bun:split

ALTER TABLE zone DROP COLUMN sequence;

--bun:split

ALTER TABLE zone DROP COLUMN limit_mode;

--bun:split

ALTER TABLE zone DROP COLUMN people_limit;

--bun:split

ALTER TABLE zone DROP COLUMN passback_minutes;

--bun:split

ALTER TABLE zone DROP COLUMN passback;
