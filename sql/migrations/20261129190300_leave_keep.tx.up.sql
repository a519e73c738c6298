-- evidence_due is the school day until which a promised proof may come, '' for none
-- promised. The instants are when the keeper has dealt with a leave, 0 for not yet: who
-- decides was reminded, who promised was reminded, whether the person came back was seen.
ALTER TABLE leave_request ADD COLUMN evidence_due TEXT NOT NULL DEFAULT '';

--bun:split

ALTER TABLE leave_request ADD COLUMN reminded_at BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE leave_request ADD COLUMN evidence_told_at BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE leave_request ADD COLUMN back_seen_at BIGINT NOT NULL DEFAULT 0;

--bun:split

CREATE INDEX leave_request_ends ON leave_request (school_id, state, to_at);
