DROP TABLE conflict;

--bun:split

DROP TABLE offline_record;

--bun:split

ALTER TABLE terminal DROP COLUMN list_version;

--bun:split

ALTER TABLE terminal DROP COLUMN list_at;

--bun:split

ALTER TABLE terminal DROP COLUMN queued;

--bun:split

ALTER TABLE terminal DROP COLUMN last_error;

--bun:split

ALTER TABLE terminal DROP COLUMN log_seq;

--bun:split

ALTER TABLE terminal DROP COLUMN log_last;

--bun:split

ALTER TABLE terminal DROP COLUMN log_hash;

--bun:split

ALTER TABLE terminal DROP COLUMN log_written;

--bun:split

ALTER TABLE terminal DROP COLUMN complete_until;

--bun:split

ALTER TABLE terminal DROP COLUMN clear_at;
