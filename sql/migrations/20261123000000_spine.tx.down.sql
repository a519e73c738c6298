DROP TABLE audit_event;

--bun:split
DROP TABLE audit_head;

--bun:split
DROP TABLE guess;

--bun:split
DROP TABLE known_device;

--bun:split
DROP TABLE session;

--bun:split
DROP TABLE activation;

--bun:split
DROP TABLE account_person;

--bun:split
DROP TABLE account;

--bun:split
DROP TABLE scan_repeat;

--bun:split
DROP TABLE scan_confirmation;

--bun:split
DROP TABLE scan;

--bun:split
DROP TABLE guard_pin;

--bun:split
DROP TABLE terminal;

--bun:split
DROP TABLE opening;

--bun:split
DROP TABLE zone_right;

--bun:split
DROP TABLE gate;

--bun:split
DROP TABLE zone;

--bun:split
DROP TABLE claim_challenge;

--bun:split
DROP TABLE credential;

--bun:split
DROP TABLE card;

--bun:split
DROP TABLE guardianship;

--bun:split
DROP TABLE membership;

--bun:split
DROP TABLE class_teacher;

--bun:split
DROP TABLE class;

--bun:split
DROP TABLE person;

--bun:split
DROP TABLE roster_import;

--bun:split
DROP TABLE feed_event;

--bun:split
DROP TABLE feed_head;

--bun:split
DROP TABLE school;
