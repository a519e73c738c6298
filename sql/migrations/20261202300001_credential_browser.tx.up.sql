-- Which browser a phone key was made in, as a hash of the token in its device cookie; '' is a
-- key of before this. A browser that has held a card takes it again without the password.
ALTER TABLE credential ADD COLUMN browser_hash TEXT NOT NULL DEFAULT '';
