DROP TABLE contact_opening;

--bun:split

DROP TABLE contact_report;

--bun:split

DROP TABLE contact_message;

--bun:split

DROP TABLE contact_thread;
