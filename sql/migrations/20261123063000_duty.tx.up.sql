-- Who opened the search of a staff terminal with their PIN, and until when
-- without a further search.
CREATE TABLE duty (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  staff_id TEXT NOT NULL REFERENCES person (id),
  until_at BIGINT NOT NULL
);
