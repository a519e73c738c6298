-- How many people a zone's presences say are inside, so that a limit costs a scan
-- one row and not all of them (see package scan). inside below 0: count again.
-- Whoever changes a presence raises epoch in the same transaction.
CREATE TABLE zone_tally (
  zone_id TEXT PRIMARY KEY REFERENCES zone (id),
  inside BIGINT NOT NULL,
  epoch BIGINT NOT NULL
);

--bun:split

CREATE INDEX presence_waiting ON presence (zone_id, since) WHERE state = 'waiting';
