-- A dormant link gives no rights: since when, and why. 'reset': another school's
-- reset slip was used on the account, and this school has not confirmed since that
-- the account is still its person's. 'office': this school's office has disabled it.
ALTER TABLE account_person ADD COLUMN dormant_at BIGINT;

--bun:split

ALTER TABLE account_person ADD COLUMN dormant_for TEXT CHECK (dormant_for IN ('reset', 'office'));
