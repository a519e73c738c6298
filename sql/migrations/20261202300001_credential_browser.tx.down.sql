ALTER TABLE credential DROP COLUMN browser_hash;
