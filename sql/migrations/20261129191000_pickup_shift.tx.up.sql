-- Who is on shift at a terminal of the scene pickup by their PIN, and until when without
-- anything being done there.
CREATE TABLE pickup_shift (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  staff_id TEXT NOT NULL REFERENCES person (id),
  since BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);
