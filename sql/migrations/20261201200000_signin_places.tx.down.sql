ALTER TABLE signin_mark DROP COLUMN seat;

--bun:split

ALTER TABLE signin_session DROP COLUMN seats;

--bun:split

ALTER TABLE signin_session DROP COLUMN in_school;

--bun:split

DROP TABLE signin_network;
