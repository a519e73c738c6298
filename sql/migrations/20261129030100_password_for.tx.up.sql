-- Whom a password was strong enough for when it was last typed: 'admin', 'anyone'
-- who is no admin, or 'nobody'. NULL, from before, is not enough for an admin; the
-- next login says it.
ALTER TABLE account ADD COLUMN password_for TEXT CHECK (password_for IN ('admin', 'anyone', 'nobody'));
