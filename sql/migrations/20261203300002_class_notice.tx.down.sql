DROP TABLE class_notice_seen;

--bun:split

DROP TABLE class_notice_file;

--bun:split

DROP TABLE class_notice;
