-- What /readyz writes to know that something can be written: a row for each server, and
-- when it last did.
CREATE TABLE probe (
    server VARCHAR NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
