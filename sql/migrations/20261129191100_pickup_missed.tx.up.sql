-- The days on which those whom nobody came for were told of: once each.
CREATE TABLE pickup_missed (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  children BIGINT NOT NULL,
  PRIMARY KEY (school_id, day)
);
