-- Who deals with an adult that a restriction has stopped at a terminal of the scene pickup:
-- once for each scan, by whoever said so first.
CREATE TABLE pickup_handled (
  school_id TEXT NOT NULL REFERENCES school (id),
  scan_id TEXT NOT NULL,
  day TEXT NOT NULL,
  adult_id TEXT NOT NULL REFERENCES person (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  staff_id TEXT NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, scan_id)
);
CREATE INDEX pickup_handled_day ON pickup_handled (school_id, day, adult_id);
