DROP TABLE visit;

--bun:split

DROP TABLE pass;

--bun:split

ALTER TABLE person DROP COLUMN guest;
