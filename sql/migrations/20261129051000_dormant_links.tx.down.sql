ALTER TABLE account_person DROP COLUMN dormant_for;

--bun:split

ALTER TABLE account_person DROP COLUMN dormant_at;
