DROP INDEX scan_same;

--bun:split

DROP TABLE scan_reread;
