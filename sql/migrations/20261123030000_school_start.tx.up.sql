-- How far a school's owner said to be with the guided start. All else that the
-- page shows is read from the facts themselves.
CREATE TABLE school_start (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  checked_at BIGINT,
  done_at BIGINT
);
