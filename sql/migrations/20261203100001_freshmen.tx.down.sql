DROP TABLE intake_helper;

--bun:split

DROP TABLE intake_desk;

--bun:split

DROP TABLE intake_read;

--bun:split

DROP TABLE intake_session;

--bun:split

DROP TABLE intake_done;

--bun:split

DROP TABLE intake_evidence;

--bun:split

DROP TABLE intake_answer;

--bun:split

DROP TABLE intake_kin;

--bun:split

DROP TABLE intake_applicant;

--bun:split

DROP TABLE intake_page;

--bun:split

DROP TABLE intake_after;

--bun:split

DROP TABLE intake_step;

--bun:split

DROP TABLE intake_field;

--bun:split

DROP TABLE intake;
