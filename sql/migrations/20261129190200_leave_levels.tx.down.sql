ALTER TABLE leave_setting DROP COLUMN grade_days;

--bun:split

ALTER TABLE leave_setting DROP COLUMN class_days;
