DROP INDEX leave_request_ends;

--bun:split

ALTER TABLE leave_request DROP COLUMN back_seen_at;

--bun:split

ALTER TABLE leave_request DROP COLUMN evidence_told_at;

--bun:split

ALTER TABLE leave_request DROP COLUMN reminded_at;

--bun:split

ALTER TABLE leave_request DROP COLUMN evidence_due;
