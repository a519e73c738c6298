-- The number of an approved leave, six digits, by which staff find it for a pupil
-- without a phone; '' before the approval. A school gives one twice to none.
ALTER TABLE leave_request ADD COLUMN number TEXT NOT NULL DEFAULT '';

--bun:split

CREATE UNIQUE INDEX leave_request_number ON leave_request (school_id, number) WHERE number <> '';
