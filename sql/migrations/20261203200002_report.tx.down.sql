DROP TABLE report_wish;

--bun:split

DROP TABLE report_export;
