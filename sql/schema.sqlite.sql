-- The schema that the migrations make on SQLite.
-- Written by: go test ./server/db -run Schema -update

CREATE TABLE access_group (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE access_group_member (
  group_id TEXT NOT NULL REFERENCES access_group (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL,
  until BIGINT,
  granted_by TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (group_id, person_id)
);

CREATE INDEX access_group_member_person ON access_group_member (person_id);

CREATE TABLE access_rule (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  zone_id TEXT NOT NULL REFERENCES zone (id),
  who TEXT NOT NULL CHECK (who IN ('everyone', 'role', 'grade', 'class', 'group', 'person')),
  who_id TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'confirm', 'deny')),
  from_day TEXT,
  to_day TEXT,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX access_rule_zone ON access_rule (school_id, zone_id);

CREATE TABLE access_rule_hours (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  rule_id TEXT NOT NULL REFERENCES access_rule (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 8),
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute AND to_minute <= 1440)
);

CREATE INDEX access_rule_hours_rule ON access_rule_hours (rule_id);

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  lang TEXT NOT NULL,
  disabled_at BIGINT,
  password_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
, password_for TEXT CHECK (password_for IN ('admin', 'anyone', 'nobody')), reset_seen_at BIGINT);

CREATE TABLE account_person (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  school_id TEXT NOT NULL,
  linked_at BIGINT NOT NULL
, dormant_at BIGINT, dormant_for TEXT CHECK (dormant_for IN ('reset', 'office')));

CREATE INDEX account_person_account ON account_person (account_id);

CREATE TABLE activation (
  code_hash TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE INDEX activation_person ON activation (person_id);

CREATE TABLE attendance_cell (
  school_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  day TEXT NOT NULL,
  session_id TEXT NOT NULL,
  role TEXT NOT NULL,
  class_id TEXT NOT NULL,
  state TEXT NOT NULL,
  was TEXT NOT NULL,
  came BIGINT NOT NULL,
  left_at BIGINT NOT NULL,
  late BIGINT NOT NULL,
  early BIGINT NOT NULL,
  excuse TEXT NOT NULL,
  vouched BOOLEAN NOT NULL,
  PRIMARY KEY (school_id, generation, person_id, day, session_id)
);

CREATE INDEX attendance_cell_day ON attendance_cell (school_id, generation, day, class_id);

CREATE TABLE attendance_correction (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  session_id TEXT NOT NULL,
  was TEXT NOT NULL,
  wanted TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  evidence BYTEA,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_at BIGINT,
  answer TEXT NOT NULL
);

CREATE INDEX attendance_correction_day ON attendance_correction (school_id, day, person_id);

CREATE INDEX attendance_correction_open ON attendance_correction (school_id, asked_at) WHERE state = 'open';

CREATE TABLE attendance_day (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  since BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, day)
);

CREATE TABLE attendance_demo (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  until BIGINT NOT NULL
);

CREATE TABLE attendance_known (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  session_id TEXT NOT NULL,
  side TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, day, session_id, side)
);

CREATE TABLE attendance_lock (
  school_id TEXT NOT NULL REFERENCES school (id),
  until_day TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL, feed BIGINT NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (school_id, until_day)
);

CREATE TABLE attendance_mark (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  session_id TEXT NOT NULL,
  what TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT
);

CREATE INDEX attendance_mark_day ON attendance_mark (school_id, day, person_id);

CREATE TABLE attendance_roll (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  class_id TEXT NOT NULL REFERENCES class (id),
  period BIGINT NOT NULL,
  n BIGINT NOT NULL,
  key TEXT NOT NULL,
  subject TEXT NOT NULL,
  from_minute BIGINT NOT NULL,
  to_minute BIGINT NOT NULL,
  session_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (school_id, day, class_id, period, n)
);

CREATE TABLE attendance_roll_line (
  roll_id TEXT NOT NULL REFERENCES attendance_roll (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  mark_id TEXT NOT NULL,
  PRIMARY KEY (roll_id, person_id)
);

CREATE TABLE attendance_session (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  grade TEXT NOT NULL,
  class_id TEXT NOT NULL,
  weekdays BIGINT NOT NULL,
  opens BIGINT NOT NULL,
  starts BIGINT NOT NULL,
  grace BIGINT NOT NULL,
  absent_after BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  early_grace BIGINT NOT NULL,
  closes BIGINT NOT NULL,
  must_out BOOLEAN NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX attendance_session_school ON attendance_session (school_id, from_day);

CREATE TABLE attendance_told (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  session_id TEXT NOT NULL,
  side TEXT NOT NULL,
  said TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (school_id, day, person_id, session_id, side)
);

CREATE TABLE attendance_unseen (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  session_id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (school_id, day, session_id, person_id)
);

CREATE TABLE audit_event (
  school_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (school_id, number)
);

CREATE TABLE audit_head (
  school_id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE calendar_day (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  works_as BIGINT NOT NULL CHECK (works_as BETWEEN 1 AND 8),
  name TEXT NOT NULL, follows TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (school_id, day)
);

CREATE TABLE card (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  membership_id TEXT NOT NULL UNIQUE REFERENCES membership (id),
  state TEXT NOT NULL CHECK (state IN ('active', 'frozen', 'blocked')),
  state_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX card_person ON card (person_id);

CREATE TABLE card_stop (
  card_id TEXT NOT NULL REFERENCES card (id),
  account_id TEXT NOT NULL,
  school_id TEXT NOT NULL,
  holder BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (card_id, account_id)
);

CREATE TABLE chip_length (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  lengths TEXT NOT NULL,
  set_at BIGINT NOT NULL
);

CREATE TABLE claim_challenge (
  challenge_hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  card_id TEXT NOT NULL REFERENCES card (id),
  expires_at BIGINT NOT NULL
);

CREATE TABLE class (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  grade TEXT NOT NULL,
  name TEXT NOT NULL,
  pending_import TEXT REFERENCES roster_import (id),
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, grade, name)
);

CREATE TABLE class_move (
  membership_id TEXT NOT NULL REFERENCES membership (id),
  at BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  was TEXT NOT NULL,
  PRIMARY KEY (membership_id, at)
);

CREATE INDEX class_move_was ON class_move (was);

CREATE TABLE class_notice (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  text TEXT NOT NULL,
  by_person TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  tell_at BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  withdrawn_at BIGINT NOT NULL
);

CREATE INDEX class_notice_class ON class_notice (class_id, tell_at);

CREATE INDEX class_notice_due ON class_notice (tell_at) WHERE told_at = 0 AND withdrawn_at = 0;

CREATE INDEX class_notice_school ON class_notice (school_id);

CREATE TABLE class_notice_file (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  notice_id TEXT NOT NULL REFERENCES class_notice (id),
  place BIGINT NOT NULL,
  picture BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  content BYTEA NOT NULL
);

CREATE INDEX class_notice_file_notice ON class_notice_file (notice_id, place);

CREATE INDEX class_notice_file_school ON class_notice_file (school_id);

CREATE TABLE class_notice_seen (
  notice_id TEXT NOT NULL REFERENCES class_notice (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  pupil_id TEXT NOT NULL REFERENCES person (id),
  reader_id TEXT NOT NULL REFERENCES person (id),
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (notice_id, pupil_id, reader_id)
);

CREATE INDEX class_notice_seen_school ON class_notice_seen (school_id);

CREATE TABLE clock_accepted (
  id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  newest BIGINT NOT NULL
);

CREATE TABLE clock_device (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  serial TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  need_path BOOLEAN NOT NULL,
  networks TEXT NOT NULL,
  who TEXT NOT NULL CHECK (who IN ('staff', 'pupils', 'all', 'nobody')),
  keys BOOLEAN NOT NULL,
  firmware TEXT NOT NULL,
  gb BOOLEAN NOT NULL,
  seen_at BIGINT NOT NULL,
  seen_from TEXT NOT NULL,
  offset_ms BIGINT NOT NULL,
  commands BIGINT NOT NULL,
  check_command BIGINT NOT NULL,
  check_from BIGINT NOT NULL,
  check_until BIGINT NOT NULL,
  check_sent BIGINT NOT NULL,
  check_tries BIGINT NOT NULL,
  check_count BIGINT NOT NULL,
  proves BIGINT NOT NULL,
  ended_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX clock_device_serial ON clock_device (school_id, serial) WHERE ended_at IS NULL;

CREATE TABLE clock_pin (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  pin BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id),
  UNIQUE (school_id, pin)
);

CREATE TABLE clock_unknown (
  school_id TEXT NOT NULL REFERENCES school (id),
  serial TEXT NOT NULL,
  address TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (school_id, serial)
);

CREATE TABLE clock_user (
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  pin BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  held TEXT NOT NULL,
  sent TEXT NOT NULL,
  command BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, pin)
);

CREATE INDEX clock_user_person ON clock_user (person_id);

CREATE TABLE conflict (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('DOUBLE_USE', 'REVOKED_AT_TIME', 'PASSBACK', 'TIME_SUSPECT', 'UNVERIFIED', 'CHAIN')),
  detail TEXT NOT NULL,
  scan_id TEXT,
  other_scan_id TEXT,
  person_id TEXT,
  at BIGINT NOT NULL,
  raised_at BIGINT NOT NULL,
  resolved_at BIGINT,
  resolved_by TEXT,
  note TEXT,
  UNIQUE (terminal_id, seq, kind)
);

CREATE INDEX conflict_open ON conflict (school_id, raised_at) WHERE resolved_at IS NULL;

CREATE INDEX conflict_school ON conflict (school_id, id);

CREATE TABLE consent (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  account_id TEXT NOT NULL,
  version TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT
);

CREATE INDEX consent_card ON consent (card_id);

CREATE TABLE contact_message (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  thread_id TEXT NOT NULL REFERENCES contact_thread (id),
  by_teacher BOOLEAN NOT NULL,
  text TEXT NOT NULL,
  jpeg BYTEA,
  at BIGINT NOT NULL
);

CREATE INDEX contact_message_school ON contact_message (school_id, at);

CREATE INDEX contact_message_thread ON contact_message (thread_id, at);

CREATE TABLE contact_opening (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  thread_id TEXT NOT NULL REFERENCES contact_thread (id),
  account_id TEXT NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);

CREATE INDEX contact_opening_school ON contact_opening (school_id);

CREATE INDEX contact_opening_thread ON contact_opening (thread_id, account_id);

CREATE TABLE contact_report (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  thread_id TEXT NOT NULL REFERENCES contact_thread (id),
  by_teacher BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);

CREATE INDEX contact_report_school ON contact_report (school_id, ended_at);

CREATE INDEX contact_report_thread ON contact_report (thread_id);

CREATE TABLE contact_thread (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  family_id TEXT NOT NULL REFERENCES person (id),
  teacher_id TEXT NOT NULL REFERENCES person (id),
  begun_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  family_read_at BIGINT NOT NULL,
  teacher_read_at BIGINT NOT NULL,
  UNIQUE (child_id, family_id, teacher_id)
);

CREATE INDEX contact_thread_family ON contact_thread (family_id);

CREATE INDEX contact_thread_school ON contact_thread (school_id);

CREATE INDEX contact_thread_teacher ON contact_thread (teacher_id);

CREATE TABLE credential (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  kind TEXT NOT NULL,
  handle BIGINT UNIQUE CHECK (handle > 0),
  public_key BYTEA,
  chip TEXT,
  device TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'lost', 'replaced', 'ended')),
  state_at BIGINT NOT NULL,
  mark BIGINT NOT NULL,
  lease_until BIGINT,
  last_at BIGINT,
  pending_import TEXT REFERENCES roster_import (id),
  created_at BIGINT NOT NULL, browser_hash TEXT NOT NULL DEFAULT '',
  CONSTRAINT credential_of_phone CHECK (kind <> 'phone' OR (handle IS NOT NULL AND public_key IS NOT NULL AND lease_until IS NOT NULL)),
  CONSTRAINT credential_of_chip CHECK (kind <> 'chip' OR chip IS NOT NULL)
);

CREATE INDEX credential_card ON credential (card_id);

CREATE UNIQUE INDEX credential_chip ON credential (school_id, chip) WHERE chip IS NOT NULL AND state IN ('live', 'lost');

CREATE INDEX credential_person ON credential (person_id);

CREATE TABLE dorm_bed (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  room_id TEXT NOT NULL REFERENCES dorm_room (id),
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (room_id, name),
  CHECK (state IN ('open', 'kept', 'out'))
);

CREATE INDEX dorm_bed_school ON dorm_bed (school_id);

CREATE TABLE dorm_building (
  id TEXT PRIMARY KEY REFERENCES zone (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  curfew BIGINT NOT NULL,
  tells BOOLEAN NOT NULL,
  added_at BIGINT NOT NULL,
  CHECK (curfew BETWEEN 0 AND 1439)
);

CREATE INDEX dorm_building_school ON dorm_building (school_id);

CREATE TABLE dorm_consent (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  phone BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

CREATE TABLE dorm_event (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL,
  place TEXT NOT NULL,
  at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  seen_by TEXT NOT NULL,
  CHECK (kind IN ('vacant_opened', 'two_residents', 'door_held', 'door_forced', 'token_ended', 'low_battery', 'lock_clock'))
);

CREATE INDEX dorm_event_building ON dorm_event (building_id, at);

CREATE TABLE dorm_note (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  night TEXT NOT NULL,
  text TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX dorm_note_night ON dorm_note (building_id, night);

CREATE TABLE dorm_notice (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  text TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  posted_at BIGINT NOT NULL
);

CREATE INDEX dorm_notice_building ON dorm_notice (building_id, until_at);

CREATE TABLE dorm_repair (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  room_id TEXT NOT NULL REFERENCES dorm_room (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  told TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL DEFAULT 0,
  CHECK (state IN ('open', 'work', 'done', 'refused'))
);

CREATE INDEX dorm_repair_room ON dorm_repair (room_id, asked_at);

CREATE INDEX dorm_repair_school ON dorm_repair (school_id, asked_at);

CREATE TABLE dorm_room (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  building_id TEXT NOT NULL REFERENCES dorm_building (id),
  floor BIGINT NOT NULL,
  name TEXT NOT NULL,
  zone_id TEXT REFERENCES zone (id),
  UNIQUE (building_id, name)
);

CREATE INDEX dorm_room_school ON dorm_room (school_id);

CREATE UNIQUE INDEX dorm_room_zone ON dorm_room (zone_id) WHERE zone_id IS NOT NULL;

CREATE TABLE dorm_stay (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  bed_id TEXT NOT NULL REFERENCES dorm_bed (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  door_until BIGINT,
  settled BOOLEAN NOT NULL,
  given_by TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL,
  CHECK (until_at IS NULL OR until_at >= from_at),
  CHECK ((until_at IS NULL) = (door_until IS NULL)),
  CHECK (door_until IS NULL OR door_until >= until_at)
);

CREATE UNIQUE INDEX dorm_stay_bed ON dorm_stay (bed_id) WHERE until_at IS NULL;

CREATE INDEX dorm_stay_beds ON dorm_stay (bed_id, from_at);

CREATE INDEX dorm_stay_doors ON dorm_stay (school_id) WHERE NOT settled;

CREATE INDEX dorm_stay_people ON dorm_stay (person_id, from_at);

CREATE UNIQUE INDEX dorm_stay_person ON dorm_stay (person_id) WHERE until_at IS NULL;

CREATE TABLE dorm_told (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  night TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (school_id, person_id, night)
);

CREATE TABLE duty (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  staff_id TEXT NOT NULL REFERENCES person (id),
  until_at BIGINT NOT NULL
);

CREATE TABLE face_picture (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  jpeg BYTEA NOT NULL,
  light TEXT NOT NULL,
  added_at BIGINT NOT NULL
);

CREATE INDEX face_picture_school ON face_picture (school_id);

CREATE TABLE face_version (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  based_on BIGINT NOT NULL,
  rev BIGINT NOT NULL,
  class_id TEXT REFERENCES class (id),
  made_by TEXT NOT NULL,
  made_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  submitted_by TEXT NOT NULL,
  submitted_name TEXT NOT NULL,
  submitted_at BIGINT NOT NULL,
  reviewer TEXT NOT NULL,
  reviewer_name TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  reviewed_at BIGINT NOT NULL,
  why TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  UNIQUE (school_id, number),
  CHECK (state IN ('draft', 'submitted', 'in_review', 'rejected', 'approved', 'trial', 'published', 'superseded', 'discarded')),
  CHECK ((class_id IS NOT NULL) = (state = 'trial'))
);

CREATE UNIQUE INDEX face_version_open ON face_version (school_id) WHERE state IN ('draft', 'submitted', 'in_review', 'approved');

CREATE UNIQUE INDEX face_version_published ON face_version (school_id) WHERE state = 'published';

CREATE UNIQUE INDEX face_version_trial ON face_version (school_id) WHERE state = 'trial';

CREATE TABLE feed_event (
  school_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  person_id TEXT,
  at BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (school_id, number)
);

CREATE INDEX feed_event_listed ON feed_event (school_id, number) WHERE kind IN ('card.state', 'person.state', 'roster.applied');

CREATE INDEX feed_event_person ON feed_event (school_id, person_id, number);

CREATE TABLE feed_head (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  last BIGINT NOT NULL
);

CREATE TABLE gate (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  zone_id TEXT NOT NULL REFERENCES zone (id),
  name TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'unknown')),
  created_at BIGINT NOT NULL
, egress BOOLEAN NOT NULL DEFAULT TRUE, from_zone_id TEXT REFERENCES zone (id));

CREATE TABLE guard_pin (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  school_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE guardianship (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  adult_id TEXT NOT NULL REFERENCES person (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  relation TEXT NOT NULL,
  can_view BOOLEAN NOT NULL,
  can_leave BOOLEAN NOT NULL,
  can_pay BOOLEAN NOT NULL,
  can_pickup BOOLEAN NOT NULL,
  can_delegate BOOLEAN NOT NULL,
  can_consent BOOLEAN NOT NULL,
  can_notify BOOLEAN NOT NULL,
  restricted BOOLEAN NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  pending_import TEXT REFERENCES roster_import (id),
  created_at BIGINT NOT NULL,
  UNIQUE (adult_id, child_id)
);

CREATE INDEX guardianship_child ON guardianship (child_id);

CREATE TABLE guess (
  bucket TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  since BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL
);

CREATE TABLE inbox_news (
  school_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, number)
);

CREATE TABLE known_device (
  token_hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  last_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE leave_request (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  collects TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  days BIGINT NOT NULL,
  evidence BYTEA,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  scan_id TEXT
, number TEXT NOT NULL DEFAULT '', evidence_due TEXT NOT NULL DEFAULT '', reminded_at BIGINT NOT NULL DEFAULT 0, evidence_told_at BIGINT NOT NULL DEFAULT 0, back_seen_at BIGINT NOT NULL DEFAULT 0);

CREATE INDEX leave_request_ends ON leave_request (school_id, state, to_at);

CREATE UNIQUE INDEX leave_request_number ON leave_request (school_id, number) WHERE number <> '';

CREATE INDEX leave_request_open ON leave_request (school_id, state, asked_at);

CREATE INDEX leave_request_person ON leave_request (person_id, to_at);

CREATE INDEX leave_request_scan ON leave_request (scan_id);

CREATE TABLE leave_setting (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  controlled BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL
, class_days BIGINT NOT NULL DEFAULT 3, grade_days BIGINT NOT NULL DEFAULT 60);

CREATE TABLE ledger_account (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL,
  floor BIGINT,
  balance BIGINT NOT NULL,
  held BIGINT NOT NULL CHECK (held >= 0),
  version BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, code),
  CHECK (mode IN ('live', 'deferred')),
  CHECK (state IN ('open', 'frozen', 'closed'))
);

CREATE INDEX ledger_account_owner ON ledger_account (school_id, owner_id);

CREATE TABLE ledger_check (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  movements BIGINT NOT NULL,
  broken BIGINT NOT NULL,
  found TEXT NOT NULL,
  PRIMARY KEY (school_id, day)
);

CREATE TABLE ledger_close (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  until BIGINT NOT NULL,
  n BIGINT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (school_id, day)
);

CREATE TABLE ledger_day (
  school_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  day TEXT NOT NULL,
  credit BIGINT NOT NULL,
  debit BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (account_id, day)
);

CREATE TRIGGER ledger_entry_remains BEFORE DELETE ON ledger_entry
WHEN NOT EXISTS (SELECT 1 FROM wipe_now)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TABLE ledger_entry (
  school_id TEXT NOT NULL,
  txn_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  amount BIGINT NOT NULL CHECK (amount <> 0),
  balance_after BIGINT,
  held_after BIGINT,
  version BIGINT,
  posted_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, txn_id, seq),
  UNIQUE (account_id, version)
);

CREATE INDEX ledger_entry_account ON ledger_entry (account_id, posted_at);

CREATE INDEX ledger_entry_posted ON ledger_entry (school_id, posted_at);

CREATE TABLE ledger_hold (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL,
  order_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL,
  txn_id TEXT,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (school_id, id),
  CHECK (state IN ('pending', 'posted', 'voided', 'expired', 'declined'))
);

CREATE INDEX ledger_hold_pending ON ledger_hold (school_id, expires_at) WHERE state = 'pending';

CREATE TRIGGER ledger_txn_remains BEFORE DELETE ON ledger_txn
WHEN NOT EXISTS (SELECT 1 FROM wipe_now)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_txn_stays BEFORE UPDATE ON ledger_txn
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TABLE ledger_txn (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL,
  reverses TEXT,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  memo TEXT NOT NULL,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  posted_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, id)
);

CREATE INDEX ledger_txn_order ON ledger_txn (school_id, order_id) WHERE order_id <> '';

CREATE INDEX ledger_txn_posted ON ledger_txn (school_id, posted_at);

CREATE INDEX ledger_txn_reverses ON ledger_txn (school_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE lesson (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  term_id TEXT NOT NULL REFERENCES term (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
  period BIGINT NOT NULL,
  weeks BIGINT NOT NULL CHECK (weeks BETWEEN 0 AND 2),
  subject TEXT NOT NULL,
  teacher_id TEXT REFERENCES person (id),
  room TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX lesson_teacher ON lesson (teacher_id);

CREATE INDEX lesson_term ON lesson (school_id, term_id, class_id);

CREATE TABLE library_book (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  isbn TEXT NOT NULL,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  publisher TEXT NOT NULL,
  year TEXT NOT NULL,
  class_no TEXT NOT NULL,
  kind TEXT NOT NULL,
  price BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  CHECK (kind IN ('book', 'new', 'magazine', 'reference'))
);

CREATE INDEX library_book_isbn ON library_book (school_id, isbn) WHERE isbn <> '';

CREATE INDEX library_book_school ON library_book (school_id, title, id);

CREATE TABLE library_consent (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  titles BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

CREATE TABLE library_copy (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  book_id TEXT NOT NULL REFERENCES library_book (id),
  barcode TEXT NOT NULL,
  shelf TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  UNIQUE (school_id, barcode),
  CHECK (state IN ('available', 'reserved', 'reading', 'damaged', 'lost', 'withdrawn'))
);

CREATE INDEX library_copy_book ON library_copy (book_id);

CREATE TABLE library_find (
  book_id TEXT PRIMARY KEY REFERENCES library_book (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  words TEXT NOT NULL
);

CREATE INDEX library_find_school ON library_find (school_id);

CREATE TABLE library_hold (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  book_id TEXT NOT NULL REFERENCES library_book (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  copy_id TEXT NOT NULL,
  until_day TEXT NOT NULL,
  loan_id TEXT NOT NULL,
  CHECK (state IN ('waiting', 'ready', 'filled', 'expired', 'cancelled')),
  CHECK ((state = 'ready') = (copy_id <> '' AND until_day <> ''))
);

CREATE UNIQUE INDEX library_hold_copy ON library_hold (copy_id) WHERE state = 'ready';

CREATE UNIQUE INDEX library_hold_once ON library_hold (book_id, person_id) WHERE state IN ('waiting', 'ready');

CREATE INDEX library_hold_person ON library_hold (school_id, person_id) WHERE state IN ('waiting', 'ready');

CREATE TABLE library_loan (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  copy_id TEXT NOT NULL REFERENCES library_copy (id),
  book_id TEXT NOT NULL REFERENCES library_book (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  visit_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  lent_at BIGINT NOT NULL,
  lent_day TEXT NOT NULL,
  due_day TEXT NOT NULL,
  renewals BIGINT NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT NOT NULL,
  late BIGINT NOT NULL,
  override TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  CHECK (state IN ('out', 'back', 'lost', 'undone')),
  CHECK ((state = 'out') = (ended_at = 0))
);

CREATE INDEX library_loan_book ON library_loan (book_id);

CREATE UNIQUE INDEX library_loan_copy ON library_loan (copy_id) WHERE state = 'out';

CREATE INDEX library_loan_day ON library_loan (school_id, lent_day);

CREATE INDEX library_loan_due ON library_loan (school_id, due_day) WHERE state = 'out';

CREATE INDEX library_loan_person ON library_loan (school_id, person_id, lent_at);

CREATE TABLE library_machine (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  charset TEXT NOT NULL,
  crlf BOOLEAN NOT NULL,
  CHECK (charset IN ('utf8', 'gbk'))
);

CREATE INDEX library_machine_school ON library_machine (school_id);

CREATE TABLE library_pause (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  until_day TEXT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

CREATE TABLE library_room (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  zone_id TEXT NOT NULL REFERENCES zone (id),
  seats BIGINT NOT NULL
);

CREATE TABLE library_rule (
  school_id TEXT NOT NULL REFERENCES school (id),
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  most BIGINT NOT NULL,
  days BIGINT NOT NULL,
  renewals BIGINT NOT NULL,
  holds BIGINT NOT NULL,
  grace BIGINT NOT NULL,
  factor BIGINT NOT NULL,
  longest BIGINT NOT NULL,
  PRIMARY KEY (school_id, role, kind)
);

CREATE TABLE library_stay (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  in_at BIGINT NOT NULL,
  out_at BIGINT NOT NULL,
  out_scan TEXT NOT NULL,
  CHECK (out_at = 0 OR out_at >= in_at),
  CHECK ((out_at = 0) = (out_scan = ''))
);

CREATE INDEX library_stay_day ON library_stay (school_id, day);

CREATE INDEX library_stay_person ON library_stay (person_id, day);

CREATE INDEX library_stay_scan ON library_stay (out_scan) WHERE out_scan <> '';

CREATE TABLE library_try (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  barcode TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX library_try_school ON library_try (school_id, at);

CREATE TABLE library_visit (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);

CREATE INDEX library_visit_terminal ON library_visit (terminal_id, begun_at);

CREATE TABLE list_key (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  seed BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE list_state (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  salt BYTEA NOT NULL,
  since BIGINT NOT NULL,
  version BIGINT NOT NULL,
  rows BYTEA NOT NULL
);

CREATE TABLE lock_event (
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  seq BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  seconds BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, seq)
);

CREATE TABLE lock_state (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  pulled_at BIGINT NOT NULL,
  battery BIGINT NOT NULL,
  battery_at BIGINT NOT NULL
);

CREATE INDEX lock_state_school ON lock_state (school_id);

CREATE TABLE lock_token (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  credential_id TEXT NOT NULL REFERENCES credential (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  chip TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  life BOOLEAN NOT NULL,
  given_at BIGINT NOT NULL,
  ended_at BIGINT,
  CHECK (until_at > from_at)
);

CREATE UNIQUE INDEX lock_token_good ON lock_token (terminal_id, credential_id) WHERE ended_at IS NULL;

CREATE INDEX lock_token_school ON lock_token (school_id);

CREATE INDEX lock_token_terminal ON lock_token (terminal_id, until_at);

CREATE TABLE mandate (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  guardian_id TEXT NOT NULL REFERENCES person (id),
  person_id TEXT NOT NULL UNIQUE REFERENCES person (id),
  membership_id TEXT NOT NULL REFERENCES membership (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  phone TEXT NOT NULL,
  relation TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  weekdays BIGINT NOT NULL,
  from_minute BIGINT NOT NULL,
  to_minute BIGINT NOT NULL,
  link_hash TEXT NOT NULL UNIQUE,
  link_until BIGINT NOT NULL,
  digits TEXT NOT NULL,
  tries BIGINT NOT NULL,
  opened_at BIGINT,
  refused_at BIGINT,
  claimed_at BIGINT,
  device TEXT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX mandate_guardian ON mandate (school_id, guardian_id);

CREATE TABLE mandate_challenge (
  challenge_hash TEXT PRIMARY KEY,
  mandate_id TEXT NOT NULL REFERENCES mandate (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  expires_at BIGINT NOT NULL
);

CREATE TABLE mandate_child (
  mandate_id TEXT NOT NULL REFERENCES mandate (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  ended_at BIGINT,
  ended_by TEXT NOT NULL,
  PRIMARY KEY (mandate_id, child_id)
);

CREATE INDEX mandate_child_child ON mandate_child (school_id, child_id);

CREATE TABLE mandate_event (
  id TEXT PRIMARY KEY,
  mandate_id TEXT NOT NULL REFERENCES mandate (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  by_person TEXT NOT NULL,
  child_id TEXT NOT NULL
);

CREATE INDEX mandate_event_mandate ON mandate_event (mandate_id, at);

CREATE TABLE membership (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  class_id TEXT REFERENCES class (id),
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  pending_import TEXT REFERENCES roster_import (id),
  created_at BIGINT NOT NULL
, role TEXT NOT NULL);

CREATE INDEX membership_class ON membership (class_id) WHERE class_id IS NOT NULL;

CREATE INDEX membership_person ON membership (person_id);

CREATE INDEX membership_school ON membership (school_id, role);

CREATE TABLE merchant (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CHECK (state IN ('open', 'closed'))
);

CREATE INDEX merchant_school ON merchant (school_id, name);

CREATE TABLE offline_record (
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  seq BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('stored', 'given_up')),
  scan_id TEXT,
  conflicts TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (terminal_id, seq)
);

CREATE TABLE opening (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  gate_id TEXT NOT NULL REFERENCES gate (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 8),
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute AND to_minute <= 1440)
);

CREATE INDEX opening_gate ON opening (gate_id);

CREATE TABLE outbox_channel (
  school_id TEXT NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL,
  config TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, kind)
);

CREATE TABLE outbox_consent (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  withdrawn_at BIGINT
);

CREATE UNIQUE INDEX outbox_consent_given ON outbox_consent (person_id, kind) WHERE withdrawn_at IS NULL;

CREATE TABLE outbox_delivery (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  number BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  about_id TEXT NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('self', 'guardian', 'class', 'office')),
  via_id TEXT NOT NULL,
  day TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  digest TEXT NOT NULL,
  corrects BIGINT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'replaced', 'withheld')),
  hold TEXT NOT NULL CHECK (hold IN ('', 'quiet', 'digest')),
  due_at BIGINT NOT NULL,
  message BIGINT,
  at BIGINT,
  read_at BIGINT,
  UNIQUE (school_id, number, person_id)
);

CREATE INDEX outbox_delivery_day ON outbox_delivery (school_id, day, state);

CREATE INDEX outbox_delivery_due ON outbox_delivery (due_at) WHERE state = 'waiting';

CREATE INDEX outbox_delivery_held ON outbox_delivery (person_id, number) WHERE state = 'waiting';

CREATE INDEX outbox_delivery_inbox ON outbox_delivery (person_id, message) WHERE state = 'done';

CREATE INDEX outbox_delivery_unread ON outbox_delivery (person_id, message) WHERE state = 'done' AND read_at IS NULL;

CREATE INDEX outbox_delivery_waiting ON outbox_delivery (school_id, due_at) WHERE state = 'waiting';

CREATE TABLE outbox_head (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  last BIGINT NOT NULL
);

CREATE TABLE outbox_notice (
  school_id TEXT NOT NULL REFERENCES school (id),
  number BIGINT NOT NULL,
  key TEXT NOT NULL,
  chain TEXT NOT NULL,
  replaces TEXT NOT NULL,
  kind TEXT NOT NULL,
  to_whom TEXT NOT NULL,
  not_to TEXT NOT NULL,
  about_id TEXT NOT NULL,
  day TEXT NOT NULL,
  data TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  digest TEXT NOT NULL,
  wait_ms BIGINT NOT NULL,
  closes BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead', 'dropped')),
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (school_id, number),
  UNIQUE (school_id, key)
);

CREATE INDEX outbox_notice_about ON outbox_notice (school_id, about_id, number);

CREATE INDEX outbox_notice_chain ON outbox_notice (school_id, chain, number);

CREATE INDEX outbox_notice_due ON outbox_notice (due_at) WHERE state = 'waiting';

CREATE INDEX outbox_notice_failed ON outbox_notice (school_id, number) WHERE state = 'dead';

CREATE INDEX outbox_notice_waiting ON outbox_notice (school_id, number) WHERE state = 'waiting';

CREATE TABLE outbox_quiet (
  owner_id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  quiet BOOLEAN NOT NULL,
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute BIGINT NOT NULL CHECK (to_minute BETWEEN 0 AND 1439),
  changed_at BIGINT NOT NULL
);

CREATE TABLE outbox_send (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL,
  message BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead', 'dropped', 'withheld')),
  due_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  claim TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  error TEXT NOT NULL,
  at BIGINT,
  UNIQUE (school_id, message, kind)
);

CREATE INDEX outbox_send_failed ON outbox_send (school_id, message) WHERE state = 'dead';

CREATE INDEX outbox_send_person ON outbox_send (person_id, kind, message) WHERE state = 'waiting';

CREATE INDEX outbox_send_waiting ON outbox_send (due_at) WHERE state = 'waiting';

CREATE TABLE outbox_turn (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  taken_at BIGINT NOT NULL
);

CREATE TABLE pass (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL CHECK (kind IN ('printed', 'visit')),
  person_id TEXT NOT NULL REFERENCES person (id),
  card_id TEXT REFERENCES card (id),
  zone_id TEXT REFERENCES zone (id),
  secret TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('live', 'lost', 'replaced', 'ended')),
  state_at BIGINT NOT NULL,
  look TEXT NOT NULL CHECK (look IN ('none', 'photo', 'escort')),
  times INTEGER NOT NULL CHECK (times > 0),
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CHECK ((kind = 'printed' AND card_id IS NOT NULL) OR (kind = 'visit' AND zone_id IS NOT NULL))
);

CREATE INDEX pass_card ON pass (card_id) WHERE card_id IS NOT NULL;

CREATE INDEX pass_person ON pass (person_id);

CREATE TABLE password_reset (
  code_hash TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  issuer TEXT NOT NULL,
  family BOOLEAN NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  ended_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE INDEX password_reset_account ON password_reset (account_id);

CREATE TABLE pay_back (
  school_id TEXT NOT NULL REFERENCES school (id),
  refund_id TEXT NOT NULL,
  sale_id TEXT NOT NULL REFERENCES sale (id),
  amount BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  PRIMARY KEY (school_id, refund_id),
  CHECK (state IN ('working', 'done', 'stuck'))
);

CREATE INDEX pay_back_due ON pay_back (next_at) WHERE next_at > 0;

CREATE TABLE pay_code (
  sale_id TEXT PRIMARY KEY REFERENCES sale (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  no TEXT NOT NULL UNIQUE,
  asked TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  got BIGINT NOT NULL,
  wechat_id TEXT NOT NULL,
  voided BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  CHECK (state IN ('paying', 'reversing', 'paid', 'failed', 'disputed'))
);

CREATE INDEX pay_code_due ON pay_code (next_at) WHERE next_at > 0;

CREATE TABLE pay_pin (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  hash TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE pay_setting (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  chip_sale BIGINT NOT NULL,
  chip_day BIGINT NOT NULL,
  two_from BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL
, pin_above BIGINT NOT NULL DEFAULT 0);

CREATE TABLE pay_wait (
  sale_id TEXT PRIMARY KEY REFERENCES sale (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  CHECK (state IN ('waiting', 'paid', 'refused', 'voided'))
);

CREATE INDEX pay_wait_person ON pay_wait (school_id, person_id, until_at) WHERE state = 'waiting';

CREATE TABLE period (
  school_id TEXT NOT NULL REFERENCES school (id),
  grade TEXT NOT NULL,
  from_day TEXT NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  from_minute BIGINT NOT NULL,
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute),
  PRIMARY KEY (school_id, grade, from_day, number)
);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  phone TEXT,
  number TEXT,
  gender TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
  state_at BIGINT NOT NULL,
  pending_import TEXT REFERENCES roster_import (id),
  created_at BIGINT NOT NULL
, guest BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX person_folded ON person (school_id, folded, id);

CREATE UNIQUE INDEX person_number ON person (school_id, number) WHERE number IS NOT NULL;

CREATE UNIQUE INDEX person_phone_name ON person (school_id, phone, name) WHERE phone IS NOT NULL;

CREATE TABLE person_photo (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  jpeg BYTEA NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE pickup_board (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  class_id TEXT NOT NULL,
  gate_id TEXT NOT NULL
);

CREATE TABLE pickup_calling (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  auto BIGINT NOT NULL
);

CREATE TABLE pickup_day (
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  mode TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  note TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, child_id, day)
);

CREATE TABLE pickup_event (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  child_id TEXT NOT NULL REFERENCES person (id),
  event TEXT NOT NULL,
  reason TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  second_person TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX pickup_event_child ON pickup_event (school_id, day, child_id);

CREATE TABLE pickup_handled (
  school_id TEXT NOT NULL REFERENCES school (id),
  scan_id TEXT NOT NULL,
  day TEXT NOT NULL,
  adult_id TEXT NOT NULL REFERENCES person (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  staff_id TEXT NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, scan_id)
);

CREATE INDEX pickup_handled_day ON pickup_handled (school_id, day, adult_id);

CREATE TABLE pickup_lockdown (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  why TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  first_by TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL,
  ended_at BIGINT
);

CREATE UNIQUE INDEX pickup_lockdown_open ON pickup_lockdown (school_id) WHERE ended_at IS NULL;

CREATE TABLE pickup_missed (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  children BIGINT NOT NULL,
  PRIMARY KEY (school_id, day)
);

CREATE TABLE pickup_order (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  child_id TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  arrived_at BIGINT NOT NULL,
  released_at BIGINT NOT NULL,
  released_by TEXT NOT NULL,
  held_by TEXT NOT NULL,
  held_why TEXT NOT NULL,
  held_at BIGINT NOT NULL, gate_id TEXT NOT NULL DEFAULT '', called_at BIGINT NOT NULL DEFAULT 0, called_by TEXT NOT NULL DEFAULT '', ready_at BIGINT NOT NULL DEFAULT 0, ready_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (school_id, day, child_id)
);

CREATE INDEX pickup_order_released ON pickup_order (school_id, terminal_id, released_at);

CREATE TABLE pickup_request (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  mode TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  note TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX pickup_request_open ON pickup_request (school_id, child_id, day) WHERE state = 'open';

CREATE TABLE pickup_restriction (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  guardianship_id TEXT NOT NULL REFERENCES guardianship (id),
  adult_id TEXT NOT NULL REFERENCES person (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  odd BIGINT NOT NULL,
  even BIGINT NOT NULL,
  handover BIGINT NOT NULL,
  holidays TEXT NOT NULL,
  document TEXT NOT NULL,
  scan BYTEA,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT NOT NULL
);

CREATE INDEX pickup_restriction_child ON pickup_restriction (school_id, child_id);

CREATE TABLE pickup_times (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  day1 BIGINT NOT NULL,
  day2 BIGINT NOT NULL,
  day3 BIGINT NOT NULL,
  day4 BIGINT NOT NULL,
  day5 BIGINT NOT NULL,
  cut_off BIGINT NOT NULL
);

CREATE TABLE pickup_week (
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  weekday BIGINT NOT NULL,
  mode TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  note TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, child_id, weekday)
);

CREATE TABLE post (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  membership_id TEXT NOT NULL REFERENCES membership (id),
  kind TEXT NOT NULL,
  of_what TEXT NOT NULL,
  of_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  stands_for TEXT REFERENCES post (id),
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  created_at BIGINT NOT NULL
);

CREATE INDEX post_person ON post (person_id);

CREATE INDEX post_school ON post (school_id, kind, of_id);

CREATE TABLE presence (
  zone_id TEXT NOT NULL REFERENCES zone (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('in', 'out', 'unknown', 'waiting')),
  since BIGINT NOT NULL,
  scan_id TEXT,
  was_state TEXT NOT NULL DEFAULT 'unknown',
  was_since BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (zone_id, person_id)
);

CREATE INDEX presence_inside ON presence (zone_id, since) WHERE state IN ('in', 'waiting');

CREATE INDEX presence_person ON presence (person_id);

CREATE INDEX presence_waiting ON presence (zone_id, since) WHERE state = 'waiting';

CREATE TABLE probe (
    server VARCHAR NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE TABLE projection_cursor (
  name TEXT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  version BIGINT NOT NULL,
  number BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  building BIGINT NOT NULL,
  PRIMARY KEY (name, school_id)
);

CREATE TABLE projection_todo (
  name TEXT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  generation BIGINT NOT NULL,
  piece TEXT NOT NULL,
  PRIMARY KEY (name, school_id, generation, piece)
);

CREATE TABLE punch (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  request_key TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  at BIGINT NOT NULL,
  number TEXT NOT NULL,
  chip TEXT NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('in', 'out', 'here')),
  suspect BOOLEAN NOT NULL,
  person_id TEXT REFERENCES person (id),
  received_at BIGINT NOT NULL,
  feed BIGINT NOT NULL,
  UNIQUE (terminal_id, request_key)
);

CREATE INDEX punch_nobody ON punch (school_id, received_at) WHERE person_id IS NULL;

CREATE INDEX punch_person ON punch (person_id, at) WHERE person_id IS NOT NULL;

CREATE INDEX punch_said ON punch (terminal_id, said_at);

CREATE TABLE purse_rule (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  per_sale BIGINT NOT NULL,
  per_meal BIGINT NOT NULL,
  per_day BIGINT NOT NULL,
  blocked TEXT NOT NULL,
  low BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

CREATE TABLE refund (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  sale_id TEXT NOT NULL REFERENCES sale (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, id),
  CHECK (state IN ('waiting', 'done', 'refused'))
);

CREATE INDEX refund_sale ON refund (sale_id);

CREATE INDEX refund_waiting ON refund (school_id, asked_at) WHERE state = 'waiting';

CREATE TABLE report_export (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  account_id TEXT NOT NULL,
  ask TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
  lang TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
  done_rows BIGINT NOT NULL,
  all_rows BIGINT NOT NULL,
  content BYTEA,
  asked_at BIGINT NOT NULL,
  beat_at BIGINT NOT NULL,
  ended_at BIGINT
);

CREATE INDEX report_export_school ON report_export (school_id, asked_at);

CREATE INDEX report_export_waiting ON report_export (asked_at) WHERE state IN ('waiting', 'running');

CREATE TABLE report_wish (
  school_id TEXT NOT NULL REFERENCES school (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  by_account TEXT NOT NULL,
  at BIGINT NOT NULL,
  sent TEXT NOT NULL,
  PRIMARY KEY (school_id, class_id)
);

CREATE TABLE roster_import (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('checking', 'refused', 'applying', 'applied', 'abandoned')),
  counts TEXT NOT NULL,
  problems TEXT NOT NULL,
  by_account TEXT,
  created_at BIGINT NOT NULL,
  applied_at BIGINT
);

CREATE INDEX roster_import_school ON roster_import (school_id, created_at);

CREATE TABLE sale (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  merchant_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  subsidy BIGINT NOT NULL,
  meal TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  refunded BIGINT NOT NULL,
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (terminal_id, seq),
  CHECK (state IN ('paid', 'refused', 'fenced', 'voided')),
  CHECK (refunded >= 0 AND refunded <= amount)
);

CREATE INDEX sale_day ON sale (school_id, day, at);

CREATE INDEX sale_merchant ON sale (school_id, merchant_id, day);

CREATE INDEX sale_person ON sale (school_id, person_id, day);

CREATE INDEX sale_scan ON sale (scan_id) WHERE scan_id <> '';

CREATE TABLE scan (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL,
  feed BIGINT NOT NULL,
  terminal_id TEXT NOT NULL,
  gate_id TEXT,
  request_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  credential_id TEXT,
  person_id TEXT,
  membership_id TEXT,
  mark BIGINT,
  consumed BOOLEAN NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  open BOOLEAN NOT NULL,
  direction TEXT NOT NULL,
  at BIGINT NOT NULL,
  claimed_at BIGINT,
  staff_id TEXT,
  note TEXT,
  answer TEXT NOT NULL
, mode TEXT NOT NULL DEFAULT 'online', received_at BIGINT, warning TEXT, zone_id TEXT);

CREATE UNIQUE INDEX scan_consumed ON scan (credential_id, mark) WHERE consumed;

CREATE UNIQUE INDEX scan_feed ON scan (school_id, feed);

CREATE INDEX scan_late ON scan (school_id, at) WHERE mode = 'offline';

CREATE INDEX scan_person ON scan (person_id, feed) WHERE person_id IS NOT NULL;

CREATE UNIQUE INDEX scan_request ON scan (terminal_id, request_key);

CREATE INDEX scan_same ON scan (credential_id, terminal_id, at) WHERE mark IS NULL AND credential_id IS NOT NULL;

CREATE TABLE scan_confirmation (
  scan_id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL,
  feed BIGINT NOT NULL,
  terminal_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  accepted BOOLEAN NOT NULL,
  staff_id TEXT NOT NULL,
  person_id TEXT,
  at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  UNIQUE (terminal_id, request_key),
  UNIQUE (school_id, feed)
);

CREATE TABLE scan_repeat (
  scan_id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL,
  times BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);

CREATE TABLE scan_reread (
  terminal_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  school_id TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (terminal_id, request_key)
);

CREATE TABLE scan_undo (
  scan_id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL,
  feed BIGINT NOT NULL,
  terminal_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (terminal_id, request_key),
  UNIQUE (school_id, feed)
);

CREATE TABLE school (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  demo BOOLEAN NOT NULL,
  lease_seconds BIGINT NOT NULL CHECK (lease_seconds > 0),
  policy_version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE school_start (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  checked_at BIGINT,
  done_at BIGINT
);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  account_id TEXT,
  data BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  touched_at BIGINT NOT NULL
);

CREATE INDEX session_account ON session (account_id) WHERE account_id IS NOT NULL;

CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE signin_asked (
  check_id TEXT NOT NULL REFERENCES signin_check (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  device TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (check_id, person_id)
);

CREATE INDEX signin_asked_person ON signin_asked (person_id);

CREATE TABLE signin_check (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);

CREATE INDEX signin_check_session ON signin_check (session_id, at);

CREATE TABLE signin_claim (
  token_hash TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  used_at BIGINT NOT NULL
);

CREATE INDEX signin_claim_used ON signin_claim (used_at);

CREATE TABLE signin_class (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (session_id, class_id)
);

CREATE TABLE signin_door (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  own BOOLEAN NOT NULL,
  PRIMARY KEY (session_id, terminal_id)
);

CREATE INDEX signin_door_terminal ON signin_door (terminal_id);

CREATE TABLE signin_expected (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (session_id, person_id)
);

CREATE INDEX signin_expected_person ON signin_expected (person_id);

CREATE TABLE signin_mark (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  state TEXT NOT NULL,
  how TEXT NOT NULL,
  late BOOLEAN NOT NULL,
  walk_in BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  out_at BIGINT NOT NULL,
  device TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  why TEXT NOT NULL, seat TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (session_id, person_id),
  CHECK (state IN ('in', 'waiting', 'void')),
  CHECK (how IN ('code', 'scan', 'hand'))
);

CREATE INDEX signin_mark_device ON signin_mark (session_id, device);

CREATE INDEX signin_mark_person ON signin_mark (person_id, at);

CREATE INDEX signin_mark_scan ON signin_mark (scan_id) WHERE scan_id <> '';

CREATE TABLE signin_network (
  school_id TEXT NOT NULL REFERENCES school (id),
  network TEXT NOT NULL,
  PRIMARY KEY (school_id, network)
);

CREATE TABLE signin_organiser (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (session_id, person_id)
);

CREATE INDEX signin_organiser_person ON signin_organiser (person_id);

CREATE TABLE signin_session (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  who TEXT NOT NULL,
  opens_at BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  late_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  capacity BIGINT NOT NULL,
  walk_ins BOOLEAN NOT NULL,
  sign_out BOOLEAN NOT NULL,
  secret TEXT NOT NULL,
  series_id TEXT NOT NULL,
  lesson_class TEXT NOT NULL,
  lesson_day TEXT NOT NULL,
  lesson_period BIGINT NOT NULL,
  state TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  ask_by TEXT NOT NULL,
  ask_why TEXT NOT NULL,
  ask_at BIGINT NOT NULL,
  reminded_at BIGINT NOT NULL, in_school BOOLEAN NOT NULL DEFAULT FALSE, seats BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK (who IN ('open', 'staff', 'classes', 'list')),
  CHECK (state IN ('live', 'closed', 'final', 'cancelled')),
  CHECK (opens_at <= starts_at AND starts_at <= late_at AND late_at <= ends_at AND starts_at < ends_at)
);

CREATE INDEX signin_session_day ON signin_session (school_id, starts_at);

CREATE INDEX signin_session_live ON signin_session (state, ends_at);

CREATE TABLE subsidy (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  amount BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  given_by TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, id)
);

CREATE TABLE substitution (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  class_id TEXT NOT NULL REFERENCES class (id),
  period BIGINT NOT NULL,
  teacher_id TEXT REFERENCES person (id),
  room TEXT NOT NULL,
  cancelled BOOLEAN NOT NULL,
  note TEXT NOT NULL,
  made_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, day, class_id, period)
);

CREATE TABLE term (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, first_day)
);

CREATE TABLE terminal (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  staff BOOLEAN NOT NULL,
  gate_id TEXT REFERENCES gate (id),
  token_hash TEXT UNIQUE,
  pairing_hash TEXT UNIQUE,
  pairing_until BIGINT,
  revoked_at BIGINT,
  last_at BIGINT,
  clock_offset_ms BIGINT,
  version TEXT NOT NULL,
  created_at BIGINT NOT NULL
, list_version BIGINT, list_at BIGINT, queued BIGINT, last_error TEXT NOT NULL DEFAULT '', log_seq BIGINT NOT NULL DEFAULT 0, log_last BIGINT NOT NULL DEFAULT 0, log_hash TEXT NOT NULL DEFAULT '', log_written BIGINT NOT NULL DEFAULT 0, complete_until BIGINT NOT NULL DEFAULT 0, clear_at BIGINT NOT NULL DEFAULT 0, list_feed BIGINT, scope_feed BOOLEAN NOT NULL DEFAULT FALSE, scope_identity BOOLEAN NOT NULL DEFAULT FALSE, scene TEXT NOT NULL, kind TEXT NOT NULL, keeps_nothing BOOLEAN NOT NULL DEFAULT FALSE, unknown_chips BIGINT NOT NULL DEFAULT 0, unknown_chips_at BIGINT NOT NULL DEFAULT 0, reversed_chip_at BIGINT NOT NULL DEFAULT 0);

CREATE INDEX terminal_school ON terminal (school_id, created_at);

CREATE TABLE "terminal_shift" (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  staff_id TEXT NOT NULL REFERENCES person (id),
  since BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);

CREATE TABLE till (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  merchant_id TEXT NOT NULL REFERENCES merchant (id),
  set_at BIGINT NOT NULL
);

CREATE INDEX till_merchant ON till (school_id, merchant_id);

CREATE TABLE till_batch (
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL,
  day TEXT NOT NULL,
  sales BIGINT NOT NULL,
  sold BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  balanced BOOLEAN NOT NULL,
  said TEXT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, day)
);

CREATE TABLE "topup" (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  asked_by TEXT NOT NULL,
  asked_key TEXT NOT NULL,
  way TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL,
  link TEXT NOT NULL,
  reason TEXT NOT NULL,
  got BIGINT NOT NULL,
  wechat_id TEXT NOT NULL,
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  paid_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  UNIQUE (school_id, asked_key),
  CHECK (way IN ('native', 'h5', 'jsapi')),
  CHECK (state IN ('created', 'paying', 'paid', 'closed', 'failed', 'disputed', 'returning', 'returned', 'stuck'))
);

CREATE INDEX topup_day ON topup (school_id, day, at);

CREATE INDEX topup_due ON topup (next_at) WHERE next_at > 0;

CREATE INDEX topup_person ON topup (school_id, person_id, day);

CREATE TABLE visit (
  pass_id TEXT PRIMARY KEY REFERENCES pass (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  host_id TEXT NOT NULL REFERENCES person (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  company TEXT NOT NULL,
  phone TEXT NOT NULL,
  purpose TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  left_at BIGINT,
  left_how TEXT CHECK (left_how IN ('gate', 'office', 'cancelled')),
  created_at BIGINT NOT NULL
);

CREATE INDEX visit_host ON visit (host_id, valid_to);

CREATE INDEX visit_school ON visit (school_id, valid_to);

CREATE TABLE wall (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  token_hash TEXT NOT NULL UNIQUE,
  by_account TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);

CREATE INDEX wall_school ON wall (school_id);

CREATE TABLE wechat_user (
  app_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account (id),
  openid TEXT NOT NULL,
  bound_at BIGINT NOT NULL,
  PRIMARY KEY (app_id, account_id)
);

CREATE TABLE wipe_now (
  one BIGINT NOT NULL
);

CREATE TABLE zone (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  parent_id TEXT REFERENCES zone (id),
  created_at BIGINT NOT NULL
, passback TEXT NOT NULL DEFAULT 'none', passback_minutes BIGINT NOT NULL DEFAULT 10, people_limit BIGINT NOT NULL DEFAULT 0, limit_mode TEXT NOT NULL DEFAULT 'hard', sequence TEXT NOT NULL DEFAULT 'none', two_person BOOLEAN NOT NULL DEFAULT FALSE, needs_group TEXT, keeps_count BOOLEAN NOT NULL DEFAULT FALSE, forget_minutes BIGINT NOT NULL DEFAULT 1080, reset_minute BIGINT NOT NULL DEFAULT -1, reset_at BIGINT NOT NULL DEFAULT 0);

CREATE TABLE zone_right (
  zone_id TEXT NOT NULL REFERENCES zone (id),
  role TEXT NOT NULL,
  school_id TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'confirm')),
  PRIMARY KEY (zone_id, role)
);

CREATE TABLE zone_tally (
  zone_id TEXT PRIMARY KEY REFERENCES zone (id),
  inside BIGINT NOT NULL,
  epoch BIGINT NOT NULL
);
