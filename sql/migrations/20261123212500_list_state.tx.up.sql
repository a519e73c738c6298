-- What a school's offline lists last said: the salt of their rows, since which
-- version, and a line for each row (see gatelist.Ledger). From it the delta is
-- made to any version that a terminal holds; without it the next list is whole.
CREATE TABLE list_state (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  salt BYTEA NOT NULL,
  since BIGINT NOT NULL,
  version BIGINT NOT NULL,
  rows BYTEA NOT NULL
);
