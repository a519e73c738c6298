DROP TABLE dorm_notice;

--bun:split

DROP TABLE dorm_told;

--bun:split

DROP TABLE dorm_note;

--bun:split

DROP TABLE dorm_consent;

--bun:split

DROP TABLE dorm_event;

--bun:split

DROP TABLE dorm_repair;

--bun:split

DROP TABLE dorm_stay;

--bun:split

DROP TABLE dorm_bed;

--bun:split

DROP TABLE dorm_room;

--bun:split

DROP TABLE dorm_building;
