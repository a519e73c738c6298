ALTER TABLE terminal DROP COLUMN reversed_chip_at;

--bun:split

ALTER TABLE terminal DROP COLUMN unknown_chips_at;

--bun:split

ALTER TABLE terminal DROP COLUMN unknown_chips;
