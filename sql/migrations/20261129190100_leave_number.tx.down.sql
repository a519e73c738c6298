DROP INDEX leave_request_number;

--bun:split

ALTER TABLE leave_request DROP COLUMN number;
