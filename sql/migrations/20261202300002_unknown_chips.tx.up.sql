-- What a terminal's chip reader sends that nobody knows: how many unknown chips in a row at
-- last count, and when one was last read whose bytes, read from the other end, are known.
ALTER TABLE terminal ADD COLUMN unknown_chips BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE terminal ADD COLUMN unknown_chips_at BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE terminal ADD COLUMN reversed_chip_at BIGINT NOT NULL DEFAULT 0;
