-- How far the office has closed the register: all days up to until_day, for ever. On a
-- closed day no mark is made or taken back; only corrections count.
CREATE TABLE attendance_lock (
  school_id TEXT NOT NULL REFERENCES school (id),
  until_day TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, until_day)
);
