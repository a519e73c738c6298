ALTER TABLE terminal DROP COLUMN scope_identity;

--bun:split

ALTER TABLE terminal DROP COLUMN scope_feed;
