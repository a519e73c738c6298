-- The administrator's word that the clock is right (db.AcceptClock): one row, of no
-- school. number counts the words, newest is the newest record there was, which may lie
-- in the future of a clock that was wrong when it was written.
CREATE TABLE clock_accepted (
  id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  newest BIGINT NOT NULL
);
