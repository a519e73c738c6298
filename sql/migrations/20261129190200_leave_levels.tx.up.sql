-- Up to how many school days a class teacher decides a leave, and the head of the grade;
-- longer ones are the office's.
ALTER TABLE leave_setting ADD COLUMN class_days BIGINT NOT NULL DEFAULT 3;

--bun:split

ALTER TABLE leave_setting ADD COLUMN grade_days BIGINT NOT NULL DEFAULT 60;
