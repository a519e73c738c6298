DROP INDEX presence_waiting;

--bun:split

DROP TABLE zone_tally;
