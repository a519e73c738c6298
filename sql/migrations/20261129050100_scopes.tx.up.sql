-- What a reader's token may read beyond its own scans, as the office grants it:
-- the scans of the whole school, and who somebody is in full.
ALTER TABLE terminal ADD COLUMN scope_feed BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

ALTER TABLE terminal ADD COLUMN scope_identity BOOLEAN NOT NULL DEFAULT FALSE;
