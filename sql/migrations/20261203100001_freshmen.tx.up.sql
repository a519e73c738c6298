-- An intake: those who are to begin at a school on a day. Class and dormitory are shown to
-- families from reveal_at on; 0 is not yet decided. After deadline_at who has not come is a
-- no-show. told_at is when the linked accounts were told that classes are out; 0 is not yet.
CREATE TABLE intake (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  day TEXT NOT NULL,
  place TEXT NOT NULL,
  help TEXT NOT NULL,
  reveal_at BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  deadline_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  CHECK (state IN ('open', 'closed'))
);

--bun:split

CREATE INDEX intake_school ON intake (school_id);

--bun:split

-- A field of the form that families fill in. kind picture is evidence: an upload.
CREATE TABLE intake_field (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  intake_id TEXT NOT NULL REFERENCES intake (id),
  place BIGINT NOT NULL,
  label TEXT NOT NULL,
  label_en TEXT NOT NULL,
  help TEXT NOT NULL,
  kind TEXT NOT NULL,
  choices TEXT NOT NULL,
  required BOOLEAN NOT NULL,
  CHECK (kind IN ('line', 'text', 'number', 'date', 'phone', 'choice', 'tick', 'picture'))
);

--bun:split

CREATE INDEX intake_field_intake ON intake_field (intake_id, place);

--bun:split

-- A step of the checklist. does says what ticks it by itself; '' is ticked by its owner.
-- spot is where it is done on the day.
CREATE TABLE intake_step (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  intake_id TEXT NOT NULL REFERENCES intake (id),
  place BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  owner TEXT NOT NULL,
  does TEXT NOT NULL,
  spot TEXT NOT NULL,
  required BOOLEAN NOT NULL,
  CHECK (owner IN ('family', 'school', 'desk')),
  CHECK (does IN ('', 'identity', 'form', 'review', 'fees', 'place', 'arrive', 'card'))
);

--bun:split

CREATE INDEX intake_step_intake ON intake_step (intake_id, place);

--bun:split

-- before_id must be done before step_id can be.
CREATE TABLE intake_after (
  step_id TEXT NOT NULL REFERENCES intake_step (id),
  before_id TEXT NOT NULL REFERENCES intake_step (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (step_id, before_id)
);

--bun:split

CREATE INDEX intake_after_before ON intake_after (before_id);

--bun:split

-- A page of the guide. version counts what was published; 0 is a draft that no family sees.
CREATE TABLE intake_page (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  intake_id TEXT NOT NULL REFERENCES intake (id),
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  version BIGINT NOT NULL,
  published_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX intake_page_intake ON intake_page (intake_id, place);

--bun:split

-- One who is to begin. Nobody of the school's people until person_id is set. code_hash is of
-- the slip's code, '' before one was made; pass is what the family's phone shows at a desk.
-- place_version counts changes of class and dormitory, form_version changes of the answers.
CREATE TABLE intake_applicant (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  intake_id TEXT NOT NULL REFERENCES intake (id),
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  gender TEXT NOT NULL,
  birth TEXT NOT NULL,
  id_tail TEXT NOT NULL,
  grade TEXT NOT NULL,
  class_id TEXT REFERENCES class (id),
  dorm TEXT NOT NULL,
  slot TEXT NOT NULL,
  state TEXT NOT NULL,
  state_why TEXT NOT NULL,
  pass TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  code_at BIGINT NOT NULL,
  place_version BIGINT NOT NULL,
  form_version BIGINT NOT NULL,
  form_who TEXT NOT NULL,
  form_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  review TEXT NOT NULL,
  review_words TEXT NOT NULL,
  reviewed_by TEXT NOT NULL,
  reviewed_at BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL,
  arrived_spot TEXT NOT NULL,
  late BOOLEAN NOT NULL,
  person_id TEXT REFERENCES person (id),
  made_at BIGINT NOT NULL,
  CHECK (state IN ('expected', 'deferred', 'no_show', 'withdrawn', 'duplicate', 'enrolled')),
  CHECK (review IN ('', 'waiting', 'need_more', 'accepted'))
);

--bun:split

CREATE INDEX intake_applicant_intake ON intake_applicant (intake_id, grade, class_id);

--bun:split

CREATE INDEX intake_applicant_review ON intake_applicant (intake_id, sent_at) WHERE review = 'waiting';

--bun:split

CREATE UNIQUE INDEX intake_applicant_pass ON intake_applicant (pass);

--bun:split

CREATE UNIQUE INDEX intake_applicant_code ON intake_applicant (code_hash) WHERE code_hash <> '';

--bun:split

CREATE UNIQUE INDEX intake_applicant_person ON intake_applicant (person_id) WHERE person_id IS NOT NULL;

--bun:split

CREATE TABLE intake_kin (
  applicant_id TEXT NOT NULL REFERENCES intake_applicant (id),
  n BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  relation TEXT NOT NULL,
  proven_at BIGINT NOT NULL,
  person_id TEXT REFERENCES person (id),
  PRIMARY KEY (applicant_id, n)
);

--bun:split

CREATE INDEX intake_kin_phone ON intake_kin (school_id, phone);

--bun:split

CREATE TABLE intake_answer (
  applicant_id TEXT NOT NULL REFERENCES intake_applicant (id),
  field_id TEXT NOT NULL REFERENCES intake_field (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  value TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (applicant_id, field_id)
);

--bun:split

CREATE INDEX intake_answer_field ON intake_answer (field_id);

--bun:split

-- A picture that a family sent for a field; the newest stands.
CREATE TABLE intake_evidence (
  applicant_id TEXT NOT NULL REFERENCES intake_applicant (id),
  field_id TEXT NOT NULL REFERENCES intake_field (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  jpeg BYTEA NOT NULL,
  state TEXT NOT NULL,
  words TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (applicant_id, field_id),
  CHECK (state IN ('waiting', 'accepted', 'refused'))
);

--bun:split

CREATE INDEX intake_evidence_field ON intake_evidence (field_id);

--bun:split

-- A step that is done. The key is what makes a step done once, at whatever desk.
CREATE TABLE intake_done (
  applicant_id TEXT NOT NULL REFERENCES intake_applicant (id),
  step_id TEXT NOT NULL REFERENCES intake_step (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  how TEXT NOT NULL,
  why TEXT NOT NULL,
  who TEXT NOT NULL,
  spot TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (applicant_id, step_id),
  CHECK (how IN ('done', 'waived', 'paid', 'green', 'loan'))
);

--bun:split

CREATE INDEX intake_done_step ON intake_done (step_id, at);

--bun:split

-- A browser in which a family has proved who it is. person_id is the account's person of
-- that school if somebody was logged in: the inbox that is told.
CREATE TABLE intake_session (
  token_hash TEXT NOT NULL,
  applicant_id TEXT NOT NULL REFERENCES intake_applicant (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  who TEXT NOT NULL,
  person_id TEXT REFERENCES person (id),
  made_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash, applicant_id)
);

--bun:split

CREATE INDEX intake_session_applicant ON intake_session (applicant_id);

--bun:split

CREATE INDEX intake_session_person ON intake_session (person_id) WHERE person_id IS NOT NULL;

--bun:split

-- What a family has opened, in which version. page_id is a page of the guide, or the word
-- place for class and dormitory.
CREATE TABLE intake_read (
  applicant_id TEXT NOT NULL REFERENCES intake_applicant (id),
  page_id TEXT NOT NULL,
  who TEXT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (applicant_id, page_id, who)
);

--bun:split

CREATE INDEX intake_read_page ON intake_read (page_id);

--bun:split

-- What a paired terminal does on the day. beat_at is when it was last heard, kept is how many
-- scans it had not yet sent then.
CREATE TABLE intake_desk (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  intake_id TEXT NOT NULL REFERENCES intake (id),
  step_id TEXT NOT NULL REFERENCES intake_step (id),
  beat_at BIGINT NOT NULL,
  kept BIGINT NOT NULL
);

--bun:split

CREATE INDEX intake_desk_intake ON intake_desk (intake_id);

--bun:split

-- Staff who scan with their own phones.
CREATE TABLE intake_helper (
  intake_id TEXT NOT NULL REFERENCES intake (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (intake_id, person_id)
);
