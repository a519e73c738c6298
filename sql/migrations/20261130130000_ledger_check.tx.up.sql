-- What a night's check of a school's ledger found: broken is how many things did not hold,
-- found what they were, a JSON list of lines without names. One row a day, of the school's
-- zone; a row is never changed.
CREATE TABLE ledger_check (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  movements BIGINT NOT NULL,
  broken BIGINT NOT NULL,
  found TEXT NOT NULL,
  PRIMARY KEY (school_id, day)
);
