ALTER TABLE account DROP COLUMN reset_seen_at;

--bun:split

DROP TABLE password_reset;
