-- A child is called to a gate, by the first adult who comes, and sent out by the teacher.
-- called_by is '' for a call by the scan itself.
ALTER TABLE pickup_order ADD COLUMN gate_id TEXT NOT NULL DEFAULT '';

--bun:split

ALTER TABLE pickup_order ADD COLUMN called_at BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE pickup_order ADD COLUMN called_by TEXT NOT NULL DEFAULT '';

--bun:split

ALTER TABLE pickup_order ADD COLUMN ready_at BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE pickup_order ADD COLUMN ready_by TEXT NOT NULL DEFAULT '';

--bun:split

-- Whether a scan calls by itself (1, also without a row) the children whose plan agrees.
CREATE TABLE pickup_calling (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  auto BIGINT NOT NULL
);

--bun:split

-- What a board shows: one class, one gate, or all where both are ''.
CREATE TABLE pickup_board (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  class_id TEXT NOT NULL,
  gate_id TEXT NOT NULL
);
