DROP TABLE leave_setting;

--bun:split

DROP TABLE leave_request;
