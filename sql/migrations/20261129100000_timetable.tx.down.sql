DROP TABLE substitution;

--bun:split

DROP TABLE lesson;

--bun:split

DROP TABLE period;

--bun:split

DROP TABLE term;

--bun:split

ALTER TABLE calendar_day DROP COLUMN follows;
