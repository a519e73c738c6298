ALTER TABLE terminal DROP COLUMN keeps_nothing;

--bun:split

DROP TABLE attendance_cell;

--bun:split

DROP TABLE attendance_correction;

--bun:split

DROP TABLE attendance_mark;

--bun:split

DROP TABLE attendance_known;

--bun:split

DROP TABLE attendance_day;
