-- The schema that the migrations make on PostgreSQL.
-- Written by: go test ./server/db -run Schema -update

CREATE TABLE access_group (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT access_group_pkey PRIMARY KEY (id),
  CONSTRAINT access_group_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE access_group_member (
  group_id text NOT NULL,
  person_id text NOT NULL,
  school_id text NOT NULL,
  until bigint,
  granted_by text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT access_group_member_pkey PRIMARY KEY (group_id, person_id),
  CONSTRAINT access_group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES access_group(id),
  CONSTRAINT access_group_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);

CREATE INDEX access_group_member_person ON public.access_group_member USING btree (person_id);

CREATE TABLE access_rule (
  id text NOT NULL,
  school_id text NOT NULL,
  zone_id text NOT NULL,
  who text NOT NULL,
  who_id text NOT NULL,
  effect text NOT NULL,
  from_day text,
  to_day text,
  note text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT access_rule_pkey PRIMARY KEY (id),
  CONSTRAINT access_rule_effect_check CHECK ((effect = ANY (ARRAY['allow'::text, 'confirm'::text, 'deny'::text]))),
  CONSTRAINT access_rule_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT access_rule_who_check CHECK ((who = ANY (ARRAY['everyone'::text, 'role'::text, 'grade'::text, 'class'::text, 'group'::text, 'person'::text]))),
  CONSTRAINT access_rule_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE INDEX access_rule_zone ON public.access_rule USING btree (school_id, zone_id);

CREATE TABLE access_rule_hours (
  id text NOT NULL,
  school_id text NOT NULL,
  rule_id text NOT NULL,
  weekday bigint NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  CONSTRAINT access_rule_hours_pkey PRIMARY KEY (id),
  CONSTRAINT access_rule_hours_check CHECK (((to_minute > from_minute) AND (to_minute <= 1440))),
  CONSTRAINT access_rule_hours_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1440))),
  CONSTRAINT access_rule_hours_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES access_rule(id),
  CONSTRAINT access_rule_hours_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT access_rule_hours_weekday_check CHECK (((weekday >= 1) AND (weekday <= 8)))
);

CREATE INDEX access_rule_hours_rule ON public.access_rule_hours USING btree (rule_id);

CREATE TABLE account (
  id text NOT NULL,
  login text NOT NULL,
  password_hash text NOT NULL,
  lang text NOT NULL,
  disabled_at bigint,
  password_at bigint NOT NULL,
  created_at bigint NOT NULL,
  password_for text,
  reset_seen_at bigint,
  CONSTRAINT account_pkey PRIMARY KEY (id),
  CONSTRAINT account_login_key UNIQUE (login),
  CONSTRAINT account_password_for_check CHECK ((password_for = ANY (ARRAY['admin'::text, 'anyone'::text, 'nobody'::text])))
);

CREATE TABLE account_person (
  person_id text NOT NULL,
  account_id text NOT NULL,
  school_id text NOT NULL,
  linked_at bigint NOT NULL,
  dormant_at bigint,
  dormant_for text,
  CONSTRAINT account_person_pkey PRIMARY KEY (person_id),
  CONSTRAINT account_person_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT account_person_dormant_for_check CHECK ((dormant_for = ANY (ARRAY['reset'::text, 'office'::text]))),
  CONSTRAINT account_person_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);

CREATE INDEX account_person_account ON public.account_person USING btree (account_id);

CREATE TABLE activation (
  code_hash text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  created_at bigint NOT NULL,
  CONSTRAINT activation_pkey PRIMARY KEY (code_hash),
  CONSTRAINT activation_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT activation_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX activation_person ON public.activation USING btree (person_id);

CREATE TABLE attendance_cell (
  school_id text NOT NULL,
  generation bigint NOT NULL,
  person_id text NOT NULL,
  day text NOT NULL,
  session_id text NOT NULL,
  role text NOT NULL,
  class_id text NOT NULL,
  state text NOT NULL,
  was text NOT NULL,
  came bigint NOT NULL,
  left_at bigint NOT NULL,
  late bigint NOT NULL,
  early bigint NOT NULL,
  excuse text NOT NULL,
  vouched boolean NOT NULL,
  CONSTRAINT attendance_cell_pkey PRIMARY KEY (school_id, generation, person_id, day, session_id)
);

CREATE INDEX attendance_cell_day ON public.attendance_cell USING btree (school_id, generation, day, class_id);

CREATE TABLE attendance_correction (
  id text NOT NULL,
  school_id text NOT NULL,
  day text NOT NULL,
  person_id text NOT NULL,
  session_id text NOT NULL,
  was text NOT NULL,
  wanted text NOT NULL,
  reason text NOT NULL,
  note text NOT NULL,
  evidence bytea,
  asked_by text NOT NULL,
  asked_at bigint NOT NULL,
  state text NOT NULL,
  decided_by text,
  decided_at bigint,
  answer text NOT NULL,
  CONSTRAINT attendance_correction_pkey PRIMARY KEY (id),
  CONSTRAINT attendance_correction_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT attendance_correction_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX attendance_correction_day ON public.attendance_correction USING btree (school_id, day, person_id);

CREATE INDEX attendance_correction_open ON public.attendance_correction USING btree (school_id, asked_at) WHERE (state = 'open'::text);

CREATE TABLE attendance_day (
  school_id text NOT NULL,
  day text NOT NULL,
  since bigint NOT NULL,
  opened_at bigint NOT NULL,
  CONSTRAINT attendance_day_pkey PRIMARY KEY (school_id, day),
  CONSTRAINT attendance_day_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_demo (
  school_id text NOT NULL,
  until bigint NOT NULL,
  CONSTRAINT attendance_demo_pkey PRIMARY KEY (school_id),
  CONSTRAINT attendance_demo_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_known (
  school_id text NOT NULL,
  day text NOT NULL,
  session_id text NOT NULL,
  side text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT attendance_known_pkey PRIMARY KEY (school_id, day, session_id, side),
  CONSTRAINT attendance_known_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_lock (
  school_id text NOT NULL,
  until_day text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  feed bigint NOT NULL DEFAULT '9223372036854775807'::bigint,
  CONSTRAINT attendance_lock_pkey PRIMARY KEY (school_id, until_day),
  CONSTRAINT attendance_lock_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_mark (
  id text NOT NULL,
  school_id text NOT NULL,
  day text NOT NULL,
  person_id text NOT NULL,
  session_id text NOT NULL,
  what text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  undone_at bigint,
  CONSTRAINT attendance_mark_pkey PRIMARY KEY (id),
  CONSTRAINT attendance_mark_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT attendance_mark_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX attendance_mark_day ON public.attendance_mark USING btree (school_id, day, person_id);

CREATE TABLE attendance_roll (
  id text NOT NULL,
  school_id text NOT NULL,
  day text NOT NULL,
  class_id text NOT NULL,
  period bigint NOT NULL,
  n bigint NOT NULL,
  key text NOT NULL,
  subject text NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  session_id text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT attendance_roll_pkey PRIMARY KEY (id),
  CONSTRAINT attendance_roll_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT attendance_roll_school_id_day_class_id_period_n_key UNIQUE (school_id, day, class_id, period, n),
  CONSTRAINT attendance_roll_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_roll_line (
  roll_id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  state text NOT NULL,
  mark_id text NOT NULL,
  CONSTRAINT attendance_roll_line_pkey PRIMARY KEY (roll_id, person_id),
  CONSTRAINT attendance_roll_line_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT attendance_roll_line_roll_id_fkey FOREIGN KEY (roll_id) REFERENCES attendance_roll(id),
  CONSTRAINT attendance_roll_line_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_session (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  grade text NOT NULL,
  class_id text NOT NULL,
  weekdays bigint NOT NULL,
  opens bigint NOT NULL,
  starts bigint NOT NULL,
  grace bigint NOT NULL,
  absent_after bigint NOT NULL,
  ends bigint NOT NULL,
  early_grace bigint NOT NULL,
  closes bigint NOT NULL,
  must_out boolean NOT NULL,
  from_day text NOT NULL,
  until_day text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT attendance_session_pkey PRIMARY KEY (id),
  CONSTRAINT attendance_session_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX attendance_session_school ON public.attendance_session USING btree (school_id, from_day);

CREATE TABLE attendance_told (
  school_id text NOT NULL,
  day text NOT NULL,
  person_id text NOT NULL,
  session_id text NOT NULL,
  side text NOT NULL,
  said text NOT NULL,
  n bigint NOT NULL,
  CONSTRAINT attendance_told_pkey PRIMARY KEY (school_id, day, person_id, session_id, side),
  CONSTRAINT attendance_told_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT attendance_told_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE attendance_unseen (
  school_id text NOT NULL,
  day text NOT NULL,
  session_id text NOT NULL,
  person_id text NOT NULL,
  CONSTRAINT attendance_unseen_pkey PRIMARY KEY (school_id, day, session_id, person_id),
  CONSTRAINT attendance_unseen_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT attendance_unseen_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE audit_event (
  school_id text NOT NULL,
  number bigint NOT NULL,
  at bigint NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  detail text NOT NULL,
  prev_hash text NOT NULL,
  hash text NOT NULL,
  CONSTRAINT audit_event_pkey PRIMARY KEY (school_id, number)
);

CREATE TABLE audit_head (
  school_id text NOT NULL,
  number bigint NOT NULL,
  hash text NOT NULL,
  CONSTRAINT audit_head_pkey PRIMARY KEY (school_id)
);

CREATE TABLE calendar_day (
  school_id text NOT NULL,
  day text NOT NULL,
  works_as bigint NOT NULL,
  name text NOT NULL,
  follows text NOT NULL DEFAULT ''::text,
  CONSTRAINT calendar_day_pkey PRIMARY KEY (school_id, day),
  CONSTRAINT calendar_day_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT calendar_day_works_as_check CHECK (((works_as >= 1) AND (works_as <= 8)))
);

CREATE TABLE card (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  membership_id text NOT NULL,
  state text NOT NULL,
  state_at bigint NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT card_pkey PRIMARY KEY (id),
  CONSTRAINT card_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  CONSTRAINT card_membership_id_key UNIQUE (membership_id),
  CONSTRAINT card_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT card_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT card_state_check CHECK ((state = ANY (ARRAY['active'::text, 'frozen'::text, 'blocked'::text])))
);

CREATE INDEX card_person ON public.card USING btree (person_id);

CREATE TABLE card_stop (
  card_id text NOT NULL,
  account_id text NOT NULL,
  school_id text NOT NULL,
  holder boolean NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT card_stop_pkey PRIMARY KEY (card_id, account_id),
  CONSTRAINT card_stop_card_id_fkey FOREIGN KEY (card_id) REFERENCES card(id)
);

CREATE TABLE claim_challenge (
  challenge_hash text NOT NULL,
  account_id text NOT NULL,
  card_id text NOT NULL,
  expires_at bigint NOT NULL,
  CONSTRAINT claim_challenge_pkey PRIMARY KEY (challenge_hash),
  CONSTRAINT claim_challenge_card_id_fkey FOREIGN KEY (card_id) REFERENCES card(id)
);

CREATE TABLE class (
  id text NOT NULL,
  school_id text NOT NULL,
  grade text NOT NULL,
  name text NOT NULL,
  pending_import text,
  created_at bigint NOT NULL,
  CONSTRAINT class_pkey PRIMARY KEY (id),
  CONSTRAINT class_pending_import_fkey FOREIGN KEY (pending_import) REFERENCES roster_import(id),
  CONSTRAINT class_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT class_school_id_grade_name_key UNIQUE (school_id, grade, name)
);

CREATE TABLE class_move (
  membership_id text NOT NULL,
  at bigint NOT NULL,
  school_id text NOT NULL,
  was text NOT NULL,
  CONSTRAINT class_move_pkey PRIMARY KEY (membership_id, at),
  CONSTRAINT class_move_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  CONSTRAINT class_move_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX class_move_was ON public.class_move USING btree (was);

CREATE TABLE class_notice (
  id text NOT NULL,
  school_id text NOT NULL,
  class_id text NOT NULL,
  text text NOT NULL,
  by_person text NOT NULL,
  by_name text NOT NULL,
  made_at bigint NOT NULL,
  tell_at bigint NOT NULL,
  told_at bigint NOT NULL,
  withdrawn_at bigint NOT NULL,
  CONSTRAINT class_notice_pkey PRIMARY KEY (id),
  CONSTRAINT class_notice_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT class_notice_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX class_notice_class ON public.class_notice USING btree (class_id, tell_at);

CREATE INDEX class_notice_due ON public.class_notice USING btree (tell_at) WHERE ((told_at = 0) AND (withdrawn_at = 0));

CREATE INDEX class_notice_school ON public.class_notice USING btree (school_id);

CREATE TABLE class_notice_file (
  id text NOT NULL,
  school_id text NOT NULL,
  notice_id text NOT NULL,
  place bigint NOT NULL,
  picture boolean NOT NULL,
  name text NOT NULL,
  size bigint NOT NULL,
  content bytea NOT NULL,
  CONSTRAINT class_notice_file_pkey PRIMARY KEY (id),
  CONSTRAINT class_notice_file_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES class_notice(id),
  CONSTRAINT class_notice_file_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX class_notice_file_notice ON public.class_notice_file USING btree (notice_id, place);

CREATE INDEX class_notice_file_school ON public.class_notice_file USING btree (school_id);

CREATE TABLE class_notice_seen (
  notice_id text NOT NULL,
  school_id text NOT NULL,
  pupil_id text NOT NULL,
  reader_id text NOT NULL,
  seen_at bigint NOT NULL,
  CONSTRAINT class_notice_seen_pkey PRIMARY KEY (notice_id, pupil_id, reader_id),
  CONSTRAINT class_notice_seen_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES class_notice(id),
  CONSTRAINT class_notice_seen_pupil_id_fkey FOREIGN KEY (pupil_id) REFERENCES person(id),
  CONSTRAINT class_notice_seen_reader_id_fkey FOREIGN KEY (reader_id) REFERENCES person(id),
  CONSTRAINT class_notice_seen_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX class_notice_seen_school ON public.class_notice_seen USING btree (school_id);

CREATE TABLE clock_accepted (
  id text NOT NULL,
  number bigint NOT NULL,
  at bigint NOT NULL,
  newest bigint NOT NULL,
  CONSTRAINT clock_accepted_pkey PRIMARY KEY (id)
);

CREATE TABLE clock_device (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  serial text NOT NULL,
  path text NOT NULL,
  need_path boolean NOT NULL,
  networks text NOT NULL,
  who text NOT NULL,
  keys boolean NOT NULL,
  firmware text NOT NULL,
  gb boolean NOT NULL,
  seen_at bigint NOT NULL,
  seen_from text NOT NULL,
  offset_ms bigint NOT NULL,
  commands bigint NOT NULL,
  check_command bigint NOT NULL,
  check_from bigint NOT NULL,
  check_until bigint NOT NULL,
  check_sent bigint NOT NULL,
  check_tries bigint NOT NULL,
  check_count bigint NOT NULL,
  proves bigint NOT NULL,
  ended_at bigint,
  created_at bigint NOT NULL,
  CONSTRAINT clock_device_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT clock_device_path_key UNIQUE (path),
  CONSTRAINT clock_device_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT clock_device_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id),
  CONSTRAINT clock_device_who_check CHECK ((who = ANY (ARRAY['staff'::text, 'pupils'::text, 'all'::text, 'nobody'::text])))
);

CREATE UNIQUE INDEX clock_device_serial ON public.clock_device USING btree (school_id, serial) WHERE (ended_at IS NULL);

CREATE TABLE clock_pin (
  school_id text NOT NULL,
  person_id text NOT NULL,
  pin bigint NOT NULL,
  CONSTRAINT clock_pin_pkey PRIMARY KEY (school_id, person_id),
  CONSTRAINT clock_pin_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT clock_pin_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT clock_pin_school_id_pin_key UNIQUE (school_id, pin)
);

CREATE TABLE clock_unknown (
  school_id text NOT NULL,
  serial text NOT NULL,
  address text NOT NULL,
  first_at bigint NOT NULL,
  last_at bigint NOT NULL,
  times bigint NOT NULL,
  CONSTRAINT clock_unknown_pkey PRIMARY KEY (school_id, serial),
  CONSTRAINT clock_unknown_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE clock_user (
  terminal_id text NOT NULL,
  pin bigint NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  held text NOT NULL,
  sent text NOT NULL,
  command bigint NOT NULL,
  sent_at bigint NOT NULL,
  failed bigint NOT NULL,
  CONSTRAINT clock_user_pkey PRIMARY KEY (terminal_id, pin),
  CONSTRAINT clock_user_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT clock_user_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT clock_user_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX clock_user_person ON public.clock_user USING btree (person_id);

CREATE TABLE conflict (
  id text NOT NULL,
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  seq bigint NOT NULL,
  kind text NOT NULL,
  detail text NOT NULL,
  scan_id text,
  other_scan_id text,
  person_id text,
  at bigint NOT NULL,
  raised_at bigint NOT NULL,
  resolved_at bigint,
  resolved_by text,
  note text,
  CONSTRAINT conflict_pkey PRIMARY KEY (id),
  CONSTRAINT conflict_kind_check CHECK ((kind = ANY (ARRAY['DOUBLE_USE'::text, 'REVOKED_AT_TIME'::text, 'PASSBACK'::text, 'TIME_SUSPECT'::text, 'UNVERIFIED'::text, 'CHAIN'::text]))),
  CONSTRAINT conflict_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT conflict_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id),
  CONSTRAINT conflict_terminal_id_seq_kind_key UNIQUE (terminal_id, seq, kind)
);

CREATE INDEX conflict_open ON public.conflict USING btree (school_id, raised_at) WHERE (resolved_at IS NULL);

CREATE INDEX conflict_school ON public.conflict USING btree (school_id, id);

CREATE TABLE consent (
  id text NOT NULL,
  school_id text NOT NULL,
  card_id text NOT NULL,
  account_id text NOT NULL,
  version text NOT NULL,
  given_at bigint NOT NULL,
  withdrawn_at bigint,
  withdrawn_by text,
  CONSTRAINT consent_pkey PRIMARY KEY (id),
  CONSTRAINT consent_card_id_fkey FOREIGN KEY (card_id) REFERENCES card(id),
  CONSTRAINT consent_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX consent_card ON public.consent USING btree (card_id);

CREATE TABLE contact_message (
  id text NOT NULL,
  school_id text NOT NULL,
  thread_id text NOT NULL,
  by_teacher boolean NOT NULL,
  text text NOT NULL,
  jpeg bytea,
  at bigint NOT NULL,
  CONSTRAINT contact_message_pkey PRIMARY KEY (id),
  CONSTRAINT contact_message_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT contact_message_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES contact_thread(id)
);

CREATE INDEX contact_message_school ON public.contact_message USING btree (school_id, at);

CREATE INDEX contact_message_thread ON public.contact_message USING btree (thread_id, at);

CREATE TABLE contact_opening (
  id text NOT NULL,
  school_id text NOT NULL,
  thread_id text NOT NULL,
  account_id text NOT NULL,
  why text NOT NULL,
  at bigint NOT NULL,
  until_at bigint NOT NULL,
  CONSTRAINT contact_opening_pkey PRIMARY KEY (id),
  CONSTRAINT contact_opening_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT contact_opening_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES contact_thread(id)
);

CREATE INDEX contact_opening_school ON public.contact_opening USING btree (school_id);

CREATE INDEX contact_opening_thread ON public.contact_opening USING btree (thread_id, account_id);

CREATE TABLE contact_report (
  id text NOT NULL,
  school_id text NOT NULL,
  thread_id text NOT NULL,
  by_teacher boolean NOT NULL,
  why text NOT NULL,
  at bigint NOT NULL,
  ended_at bigint NOT NULL,
  CONSTRAINT contact_report_pkey PRIMARY KEY (id),
  CONSTRAINT contact_report_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT contact_report_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES contact_thread(id)
);

CREATE INDEX contact_report_school ON public.contact_report USING btree (school_id, ended_at);

CREATE INDEX contact_report_thread ON public.contact_report USING btree (thread_id);

CREATE TABLE contact_thread (
  id text NOT NULL,
  school_id text NOT NULL,
  child_id text NOT NULL,
  family_id text NOT NULL,
  teacher_id text NOT NULL,
  begun_at bigint NOT NULL,
  last_at bigint NOT NULL,
  family_read_at bigint NOT NULL,
  teacher_read_at bigint NOT NULL,
  CONSTRAINT contact_thread_pkey PRIMARY KEY (id),
  CONSTRAINT contact_thread_child_id_family_id_teacher_id_key UNIQUE (child_id, family_id, teacher_id),
  CONSTRAINT contact_thread_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT contact_thread_family_id_fkey FOREIGN KEY (family_id) REFERENCES person(id),
  CONSTRAINT contact_thread_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT contact_thread_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id)
);

CREATE INDEX contact_thread_family ON public.contact_thread USING btree (family_id);

CREATE INDEX contact_thread_school ON public.contact_thread USING btree (school_id);

CREATE INDEX contact_thread_teacher ON public.contact_thread USING btree (teacher_id);

CREATE TABLE credential (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  card_id text NOT NULL,
  kind text NOT NULL,
  handle bigint,
  public_key bytea,
  chip text,
  device text NOT NULL,
  state text NOT NULL,
  state_at bigint NOT NULL,
  mark bigint NOT NULL,
  lease_until bigint,
  last_at bigint,
  pending_import text,
  created_at bigint NOT NULL,
  browser_hash text NOT NULL DEFAULT ''::text,
  CONSTRAINT credential_pkey PRIMARY KEY (id),
  CONSTRAINT credential_card_id_fkey FOREIGN KEY (card_id) REFERENCES card(id),
  CONSTRAINT credential_handle_check CHECK ((handle > 0)),
  CONSTRAINT credential_handle_key UNIQUE (handle),
  CONSTRAINT credential_of_chip CHECK (((kind <> 'chip'::text) OR (chip IS NOT NULL))),
  CONSTRAINT credential_of_phone CHECK (((kind <> 'phone'::text) OR ((handle IS NOT NULL) AND (public_key IS NOT NULL) AND (lease_until IS NOT NULL)))),
  CONSTRAINT credential_pending_import_fkey FOREIGN KEY (pending_import) REFERENCES roster_import(id),
  CONSTRAINT credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT credential_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT credential_state_check CHECK ((state = ANY (ARRAY['live'::text, 'lost'::text, 'replaced'::text, 'ended'::text])))
);

CREATE INDEX credential_card ON public.credential USING btree (card_id);

CREATE INDEX credential_person ON public.credential USING btree (person_id);

CREATE UNIQUE INDEX credential_chip ON public.credential USING btree (school_id, chip) WHERE ((chip IS NOT NULL) AND (state = ANY (ARRAY['live'::text, 'lost'::text])));

CREATE TABLE dorm_bed (
  id text NOT NULL,
  school_id text NOT NULL,
  room_id text NOT NULL,
  name text NOT NULL,
  state text NOT NULL,
  CONSTRAINT dorm_bed_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_bed_room_id_fkey FOREIGN KEY (room_id) REFERENCES dorm_room(id),
  CONSTRAINT dorm_bed_room_id_name_key UNIQUE (room_id, name),
  CONSTRAINT dorm_bed_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT dorm_bed_state_check CHECK ((state = ANY (ARRAY['open'::text, 'kept'::text, 'out'::text])))
);

CREATE INDEX dorm_bed_school ON public.dorm_bed USING btree (school_id);

CREATE TABLE dorm_building (
  id text NOT NULL,
  school_id text NOT NULL,
  curfew bigint NOT NULL,
  tells boolean NOT NULL,
  added_at bigint NOT NULL,
  CONSTRAINT dorm_building_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_building_curfew_check CHECK (((curfew >= 0) AND (curfew <= 1439))),
  CONSTRAINT dorm_building_id_fkey FOREIGN KEY (id) REFERENCES zone(id),
  CONSTRAINT dorm_building_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX dorm_building_school ON public.dorm_building USING btree (school_id);

CREATE TABLE dorm_consent (
  school_id text NOT NULL,
  person_id text NOT NULL,
  phone boolean NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT dorm_consent_pkey PRIMARY KEY (school_id, person_id),
  CONSTRAINT dorm_consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT dorm_consent_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE dorm_event (
  id text NOT NULL,
  school_id text NOT NULL,
  building_id text NOT NULL,
  kind text NOT NULL,
  person_id text NOT NULL,
  place text NOT NULL,
  at bigint NOT NULL,
  seen_at bigint NOT NULL,
  seen_by text NOT NULL,
  CONSTRAINT dorm_event_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_event_building_id_fkey FOREIGN KEY (building_id) REFERENCES dorm_building(id),
  CONSTRAINT dorm_event_kind_check CHECK ((kind = ANY (ARRAY['vacant_opened'::text, 'two_residents'::text, 'door_held'::text, 'door_forced'::text, 'token_ended'::text, 'low_battery'::text, 'lock_clock'::text]))),
  CONSTRAINT dorm_event_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX dorm_event_building ON public.dorm_event USING btree (building_id, at);

CREATE TABLE dorm_note (
  id text NOT NULL,
  school_id text NOT NULL,
  building_id text NOT NULL,
  person_id text NOT NULL,
  night text NOT NULL,
  text text NOT NULL,
  by_name text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT dorm_note_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_note_building_id_fkey FOREIGN KEY (building_id) REFERENCES dorm_building(id),
  CONSTRAINT dorm_note_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT dorm_note_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX dorm_note_night ON public.dorm_note USING btree (building_id, night);

CREATE TABLE dorm_notice (
  id text NOT NULL,
  school_id text NOT NULL,
  building_id text NOT NULL,
  text text NOT NULL,
  until_at bigint NOT NULL,
  by_name text NOT NULL,
  posted_at bigint NOT NULL,
  CONSTRAINT dorm_notice_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_notice_building_id_fkey FOREIGN KEY (building_id) REFERENCES dorm_building(id),
  CONSTRAINT dorm_notice_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX dorm_notice_building ON public.dorm_notice USING btree (building_id, until_at);

CREATE TABLE dorm_repair (
  id text NOT NULL,
  school_id text NOT NULL,
  room_id text NOT NULL,
  person_id text NOT NULL,
  what text NOT NULL,
  state text NOT NULL,
  told text NOT NULL,
  asked_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  changed_by text NOT NULL,
  confirmed_at bigint NOT NULL DEFAULT 0,
  CONSTRAINT dorm_repair_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_repair_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT dorm_repair_room_id_fkey FOREIGN KEY (room_id) REFERENCES dorm_room(id),
  CONSTRAINT dorm_repair_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT dorm_repair_state_check CHECK ((state = ANY (ARRAY['open'::text, 'work'::text, 'done'::text, 'refused'::text])))
);

CREATE INDEX dorm_repair_room ON public.dorm_repair USING btree (room_id, asked_at);

CREATE INDEX dorm_repair_school ON public.dorm_repair USING btree (school_id, asked_at);

CREATE TABLE dorm_room (
  id text NOT NULL,
  school_id text NOT NULL,
  building_id text NOT NULL,
  floor bigint NOT NULL,
  name text NOT NULL,
  zone_id text,
  CONSTRAINT dorm_room_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_room_building_id_fkey FOREIGN KEY (building_id) REFERENCES dorm_building(id),
  CONSTRAINT dorm_room_building_id_name_key UNIQUE (building_id, name),
  CONSTRAINT dorm_room_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT dorm_room_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE INDEX dorm_room_school ON public.dorm_room USING btree (school_id);

CREATE UNIQUE INDEX dorm_room_zone ON public.dorm_room USING btree (zone_id) WHERE (zone_id IS NOT NULL);

CREATE TABLE dorm_stay (
  id text NOT NULL,
  school_id text NOT NULL,
  bed_id text NOT NULL,
  person_id text NOT NULL,
  from_at bigint NOT NULL,
  until_at bigint,
  door_until bigint,
  settled boolean NOT NULL,
  given_by text NOT NULL,
  given_at bigint NOT NULL,
  ended_by text NOT NULL,
  CONSTRAINT dorm_stay_pkey PRIMARY KEY (id),
  CONSTRAINT dorm_stay_bed_id_fkey FOREIGN KEY (bed_id) REFERENCES dorm_bed(id),
  CONSTRAINT dorm_stay_check CHECK (((until_at IS NULL) OR (until_at >= from_at))),
  CONSTRAINT dorm_stay_check1 CHECK (((until_at IS NULL) = (door_until IS NULL))),
  CONSTRAINT dorm_stay_check2 CHECK (((door_until IS NULL) OR (door_until >= until_at))),
  CONSTRAINT dorm_stay_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT dorm_stay_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX dorm_stay_beds ON public.dorm_stay USING btree (bed_id, from_at);

CREATE INDEX dorm_stay_doors ON public.dorm_stay USING btree (school_id) WHERE (NOT settled);

CREATE INDEX dorm_stay_people ON public.dorm_stay USING btree (person_id, from_at);

CREATE UNIQUE INDEX dorm_stay_bed ON public.dorm_stay USING btree (bed_id) WHERE (until_at IS NULL);

CREATE UNIQUE INDEX dorm_stay_person ON public.dorm_stay USING btree (person_id) WHERE (until_at IS NULL);

CREATE TABLE dorm_told (
  school_id text NOT NULL,
  person_id text NOT NULL,
  night text NOT NULL,
  state text NOT NULL,
  CONSTRAINT dorm_told_pkey PRIMARY KEY (school_id, person_id, night),
  CONSTRAINT dorm_told_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT dorm_told_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE duty (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  staff_id text NOT NULL,
  until_at bigint NOT NULL,
  CONSTRAINT duty_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT duty_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT duty_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES person(id),
  CONSTRAINT duty_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE TABLE face_picture (
  id text NOT NULL,
  school_id text NOT NULL,
  jpeg bytea NOT NULL,
  light text NOT NULL,
  added_at bigint NOT NULL,
  CONSTRAINT face_picture_pkey PRIMARY KEY (id),
  CONSTRAINT face_picture_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX face_picture_school ON public.face_picture USING btree (school_id);

CREATE TABLE face_version (
  id text NOT NULL,
  school_id text NOT NULL,
  number bigint NOT NULL,
  state text NOT NULL,
  body text NOT NULL,
  based_on bigint NOT NULL,
  rev bigint NOT NULL,
  class_id text,
  made_by text NOT NULL,
  made_name text NOT NULL,
  made_at bigint NOT NULL,
  saved_at bigint NOT NULL,
  submitted_by text NOT NULL,
  submitted_name text NOT NULL,
  submitted_at bigint NOT NULL,
  reviewer text NOT NULL,
  reviewer_name text NOT NULL,
  taken_at bigint NOT NULL,
  reviewed_at bigint NOT NULL,
  why text NOT NULL,
  published_at bigint NOT NULL,
  ended_at bigint NOT NULL,
  CONSTRAINT face_version_pkey PRIMARY KEY (id),
  CONSTRAINT face_version_check CHECK (((class_id IS NOT NULL) = (state = 'trial'::text))),
  CONSTRAINT face_version_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT face_version_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT face_version_school_id_number_key UNIQUE (school_id, number),
  CONSTRAINT face_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'in_review'::text, 'rejected'::text, 'approved'::text, 'trial'::text, 'published'::text, 'superseded'::text, 'discarded'::text])))
);

CREATE UNIQUE INDEX face_version_open ON public.face_version USING btree (school_id) WHERE (state = ANY (ARRAY['draft'::text, 'submitted'::text, 'in_review'::text, 'approved'::text]));

CREATE UNIQUE INDEX face_version_published ON public.face_version USING btree (school_id) WHERE (state = 'published'::text);

CREATE UNIQUE INDEX face_version_trial ON public.face_version USING btree (school_id) WHERE (state = 'trial'::text);

CREATE TABLE feed_event (
  school_id text NOT NULL,
  number bigint NOT NULL,
  kind text NOT NULL,
  subject_id text NOT NULL,
  person_id text,
  at bigint NOT NULL,
  data text NOT NULL,
  CONSTRAINT feed_event_pkey PRIMARY KEY (school_id, number)
);

CREATE INDEX feed_event_listed ON public.feed_event USING btree (school_id, number) WHERE (kind = ANY (ARRAY['card.state'::text, 'person.state'::text, 'roster.applied'::text]));

CREATE INDEX feed_event_person ON public.feed_event USING btree (school_id, person_id, number);

CREATE TABLE feed_head (
  school_id text NOT NULL,
  last bigint NOT NULL,
  CONSTRAINT feed_head_pkey PRIMARY KEY (school_id),
  CONSTRAINT feed_head_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE gate (
  id text NOT NULL,
  school_id text NOT NULL,
  zone_id text NOT NULL,
  name text NOT NULL,
  direction text NOT NULL,
  created_at bigint NOT NULL,
  egress boolean NOT NULL DEFAULT true,
  from_zone_id text,
  CONSTRAINT gate_pkey PRIMARY KEY (id),
  CONSTRAINT gate_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text, 'unknown'::text]))),
  CONSTRAINT gate_from_zone_id_fkey FOREIGN KEY (from_zone_id) REFERENCES zone(id),
  CONSTRAINT gate_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT gate_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE TABLE guard_pin (
  person_id text NOT NULL,
  school_id text NOT NULL,
  hash text NOT NULL,
  changed_at bigint NOT NULL,
  CONSTRAINT guard_pin_pkey PRIMARY KEY (person_id),
  CONSTRAINT guard_pin_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);

CREATE TABLE guardianship (
  id text NOT NULL,
  school_id text NOT NULL,
  adult_id text NOT NULL,
  child_id text NOT NULL,
  relation text NOT NULL,
  can_view boolean NOT NULL,
  can_leave boolean NOT NULL,
  can_pay boolean NOT NULL,
  can_pickup boolean NOT NULL,
  can_delegate boolean NOT NULL,
  can_consent boolean NOT NULL,
  can_notify boolean NOT NULL,
  restricted boolean NOT NULL,
  valid_from bigint NOT NULL,
  valid_to bigint,
  pending_import text,
  created_at bigint NOT NULL,
  CONSTRAINT guardianship_pkey PRIMARY KEY (id),
  CONSTRAINT guardianship_adult_id_child_id_key UNIQUE (adult_id, child_id),
  CONSTRAINT guardianship_adult_id_fkey FOREIGN KEY (adult_id) REFERENCES person(id),
  CONSTRAINT guardianship_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT guardianship_pending_import_fkey FOREIGN KEY (pending_import) REFERENCES roster_import(id),
  CONSTRAINT guardianship_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX guardianship_child ON public.guardianship USING btree (child_id);

CREATE TABLE guess (
  bucket text NOT NULL,
  failures bigint NOT NULL,
  since bigint NOT NULL,
  blocked_until bigint NOT NULL,
  CONSTRAINT guess_pkey PRIMARY KEY (bucket)
);

CREATE TABLE inbox_news (
  school_id text NOT NULL,
  number bigint NOT NULL,
  person_id text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT inbox_news_pkey PRIMARY KEY (school_id, number)
);

CREATE TABLE known_device (
  token_hash text NOT NULL,
  account_id text NOT NULL,
  last_at bigint NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT known_device_pkey PRIMARY KEY (token_hash),
  CONSTRAINT known_device_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);

CREATE TABLE leave_request (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  collects text NOT NULL,
  from_at bigint NOT NULL,
  to_at bigint NOT NULL,
  first_day text NOT NULL,
  last_day text NOT NULL,
  days bigint NOT NULL,
  evidence bytea,
  asked_by text NOT NULL,
  asked_at bigint NOT NULL,
  state text NOT NULL,
  decided_by text NOT NULL,
  decided_at bigint NOT NULL,
  answer text NOT NULL,
  scan_id text,
  number text NOT NULL DEFAULT ''::text,
  evidence_due text NOT NULL DEFAULT ''::text,
  reminded_at bigint NOT NULL DEFAULT 0,
  evidence_told_at bigint NOT NULL DEFAULT 0,
  back_seen_at bigint NOT NULL DEFAULT 0,
  CONSTRAINT leave_request_pkey PRIMARY KEY (id),
  CONSTRAINT leave_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT leave_request_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX leave_request_ends ON public.leave_request USING btree (school_id, state, to_at);

CREATE INDEX leave_request_open ON public.leave_request USING btree (school_id, state, asked_at);

CREATE INDEX leave_request_person ON public.leave_request USING btree (person_id, to_at);

CREATE INDEX leave_request_scan ON public.leave_request USING btree (scan_id);

CREATE UNIQUE INDEX leave_request_number ON public.leave_request USING btree (school_id, number) WHERE (number <> ''::text);

CREATE TABLE leave_setting (
  school_id text NOT NULL,
  controlled boolean NOT NULL,
  changed_at bigint NOT NULL,
  class_days bigint NOT NULL DEFAULT 3,
  grade_days bigint NOT NULL DEFAULT 60,
  CONSTRAINT leave_setting_pkey PRIMARY KEY (school_id),
  CONSTRAINT leave_setting_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE ledger_account (
  id text NOT NULL,
  school_id text NOT NULL,
  code text NOT NULL,
  kind text NOT NULL,
  owner_id text NOT NULL,
  mode text NOT NULL,
  state text NOT NULL,
  floor bigint,
  balance bigint NOT NULL,
  held bigint NOT NULL,
  version bigint NOT NULL,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT ledger_account_pkey PRIMARY KEY (id),
  CONSTRAINT ledger_account_held_check CHECK ((held >= 0)),
  CONSTRAINT ledger_account_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'deferred'::text]))),
  CONSTRAINT ledger_account_school_id_code_key UNIQUE (school_id, code),
  CONSTRAINT ledger_account_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT ledger_account_state_check CHECK ((state = ANY (ARRAY['open'::text, 'frozen'::text, 'closed'::text])))
);

CREATE INDEX ledger_account_owner ON public.ledger_account USING btree (school_id, owner_id);

CREATE TABLE ledger_check (
  school_id text NOT NULL,
  day text NOT NULL,
  at bigint NOT NULL,
  movements bigint NOT NULL,
  broken bigint NOT NULL,
  found text NOT NULL,
  CONSTRAINT ledger_check_pkey PRIMARY KEY (school_id, day),
  CONSTRAINT ledger_check_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE ledger_close (
  school_id text NOT NULL,
  day text NOT NULL,
  until bigint NOT NULL,
  n bigint NOT NULL,
  hash text NOT NULL,
  CONSTRAINT ledger_close_pkey PRIMARY KEY (school_id, day),
  CONSTRAINT ledger_close_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE ledger_day (
  school_id text NOT NULL,
  account_id text NOT NULL,
  day text NOT NULL,
  credit bigint NOT NULL,
  debit bigint NOT NULL,
  n bigint NOT NULL,
  CONSTRAINT ledger_day_pkey PRIMARY KEY (account_id, day),
  CONSTRAINT ledger_day_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger_account(id)
);

CREATE TABLE ledger_entry (
  school_id text NOT NULL,
  txn_id text NOT NULL,
  seq bigint NOT NULL,
  account_id text NOT NULL,
  amount bigint NOT NULL,
  balance_after bigint,
  held_after bigint,
  version bigint,
  posted_at bigint NOT NULL,
  CONSTRAINT ledger_entry_pkey PRIMARY KEY (school_id, txn_id, seq),
  CONSTRAINT ledger_entry_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger_account(id),
  CONSTRAINT ledger_entry_account_id_version_key UNIQUE (account_id, version),
  CONSTRAINT ledger_entry_amount_check CHECK ((amount <> 0))
);

CREATE INDEX ledger_entry_account ON public.ledger_entry USING btree (account_id, posted_at);

CREATE INDEX ledger_entry_posted ON public.ledger_entry USING btree (school_id, posted_at);

CREATE TABLE ledger_hold (
  school_id text NOT NULL,
  id text NOT NULL,
  account_id text NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL,
  order_id text NOT NULL,
  reason text NOT NULL,
  hash text NOT NULL,
  txn_id text,
  made_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  ended_at bigint,
  CONSTRAINT ledger_hold_pkey PRIMARY KEY (school_id, id),
  CONSTRAINT ledger_hold_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger_account(id),
  CONSTRAINT ledger_hold_amount_check CHECK ((amount > 0)),
  CONSTRAINT ledger_hold_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT ledger_hold_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'posted'::text, 'voided'::text, 'expired'::text, 'declined'::text])))
);

CREATE INDEX ledger_hold_pending ON public.ledger_hold USING btree (school_id, expires_at) WHERE (state = 'pending'::text);

CREATE TABLE ledger_txn (
  school_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  order_id text NOT NULL,
  reverses text,
  reason text NOT NULL,
  actor text NOT NULL,
  memo text NOT NULL,
  hash text NOT NULL,
  at bigint NOT NULL,
  posted_at bigint NOT NULL,
  CONSTRAINT ledger_txn_pkey PRIMARY KEY (school_id, id),
  CONSTRAINT ledger_txn_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX ledger_txn_order ON public.ledger_txn USING btree (school_id, order_id) WHERE (order_id <> ''::text);

CREATE INDEX ledger_txn_posted ON public.ledger_txn USING btree (school_id, posted_at);

CREATE INDEX ledger_txn_reverses ON public.ledger_txn USING btree (school_id, reverses) WHERE (reverses IS NOT NULL);

CREATE TABLE lesson (
  id text NOT NULL,
  school_id text NOT NULL,
  term_id text NOT NULL,
  class_id text NOT NULL,
  weekday bigint NOT NULL,
  period bigint NOT NULL,
  weeks bigint NOT NULL,
  subject text NOT NULL,
  teacher_id text,
  room text NOT NULL,
  from_day text NOT NULL,
  until_day text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT lesson_pkey PRIMARY KEY (id),
  CONSTRAINT lesson_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT lesson_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT lesson_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id),
  CONSTRAINT lesson_term_id_fkey FOREIGN KEY (term_id) REFERENCES term(id),
  CONSTRAINT lesson_weekday_check CHECK (((weekday >= 1) AND (weekday <= 5))),
  CONSTRAINT lesson_weeks_check CHECK (((weeks >= 0) AND (weeks <= 2)))
);

CREATE INDEX lesson_teacher ON public.lesson USING btree (teacher_id);

CREATE INDEX lesson_term ON public.lesson USING btree (school_id, term_id, class_id);

CREATE TABLE library_book (
  id text NOT NULL,
  school_id text NOT NULL,
  isbn text NOT NULL,
  title text NOT NULL,
  author text NOT NULL,
  publisher text NOT NULL,
  year text NOT NULL,
  class_no text NOT NULL,
  kind text NOT NULL,
  price bigint NOT NULL,
  added_at bigint NOT NULL,
  CONSTRAINT library_book_pkey PRIMARY KEY (id),
  CONSTRAINT library_book_kind_check CHECK ((kind = ANY (ARRAY['book'::text, 'new'::text, 'magazine'::text, 'reference'::text]))),
  CONSTRAINT library_book_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX library_book_isbn ON public.library_book USING btree (school_id, isbn) WHERE (isbn <> ''::text);

CREATE INDEX library_book_school ON public.library_book USING btree (school_id, title, id);

CREATE TABLE library_consent (
  school_id text NOT NULL,
  person_id text NOT NULL,
  titles boolean NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT library_consent_pkey PRIMARY KEY (school_id, person_id),
  CONSTRAINT library_consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT library_consent_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE library_copy (
  id text NOT NULL,
  school_id text NOT NULL,
  book_id text NOT NULL,
  barcode text NOT NULL,
  shelf text NOT NULL,
  state text NOT NULL,
  note text NOT NULL,
  added_at bigint NOT NULL,
  CONSTRAINT library_copy_pkey PRIMARY KEY (id),
  CONSTRAINT library_copy_book_id_fkey FOREIGN KEY (book_id) REFERENCES library_book(id),
  CONSTRAINT library_copy_school_id_barcode_key UNIQUE (school_id, barcode),
  CONSTRAINT library_copy_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT library_copy_state_check CHECK ((state = ANY (ARRAY['available'::text, 'reserved'::text, 'reading'::text, 'damaged'::text, 'lost'::text, 'withdrawn'::text])))
);

CREATE INDEX library_copy_book ON public.library_copy USING btree (book_id);

CREATE TABLE library_find (
  book_id text NOT NULL,
  school_id text NOT NULL,
  words text NOT NULL,
  CONSTRAINT library_find_pkey PRIMARY KEY (book_id),
  CONSTRAINT library_find_book_id_fkey FOREIGN KEY (book_id) REFERENCES library_book(id),
  CONSTRAINT library_find_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX library_find_school ON public.library_find USING btree (school_id);

CREATE TABLE library_hold (
  id text NOT NULL,
  school_id text NOT NULL,
  book_id text NOT NULL,
  person_id text NOT NULL,
  state text NOT NULL,
  placed_at bigint NOT NULL,
  copy_id text NOT NULL,
  until_day text NOT NULL,
  loan_id text NOT NULL,
  CONSTRAINT library_hold_pkey PRIMARY KEY (id),
  CONSTRAINT library_hold_book_id_fkey FOREIGN KEY (book_id) REFERENCES library_book(id),
  CONSTRAINT library_hold_check CHECK (((state = 'ready'::text) = ((copy_id <> ''::text) AND (until_day <> ''::text)))),
  CONSTRAINT library_hold_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT library_hold_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT library_hold_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'filled'::text, 'expired'::text, 'cancelled'::text])))
);

CREATE INDEX library_hold_person ON public.library_hold USING btree (school_id, person_id) WHERE (state = ANY (ARRAY['waiting'::text, 'ready'::text]));

CREATE UNIQUE INDEX library_hold_copy ON public.library_hold USING btree (copy_id) WHERE (state = 'ready'::text);

CREATE UNIQUE INDEX library_hold_once ON public.library_hold USING btree (book_id, person_id) WHERE (state = ANY (ARRAY['waiting'::text, 'ready'::text]));

CREATE TABLE library_loan (
  id text NOT NULL,
  school_id text NOT NULL,
  copy_id text NOT NULL,
  book_id text NOT NULL,
  person_id text NOT NULL,
  visit_id text NOT NULL,
  rule text NOT NULL,
  lent_at bigint NOT NULL,
  lent_day text NOT NULL,
  due_day text NOT NULL,
  renewals bigint NOT NULL,
  state text NOT NULL,
  ended_at bigint NOT NULL,
  late bigint NOT NULL,
  override text NOT NULL,
  staff_id text NOT NULL,
  CONSTRAINT library_loan_pkey PRIMARY KEY (id),
  CONSTRAINT library_loan_book_id_fkey FOREIGN KEY (book_id) REFERENCES library_book(id),
  CONSTRAINT library_loan_check CHECK (((state = 'out'::text) = (ended_at = 0))),
  CONSTRAINT library_loan_copy_id_fkey FOREIGN KEY (copy_id) REFERENCES library_copy(id),
  CONSTRAINT library_loan_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT library_loan_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT library_loan_state_check CHECK ((state = ANY (ARRAY['out'::text, 'back'::text, 'lost'::text, 'undone'::text])))
);

CREATE INDEX library_loan_book ON public.library_loan USING btree (book_id);

CREATE INDEX library_loan_day ON public.library_loan USING btree (school_id, lent_day);

CREATE INDEX library_loan_due ON public.library_loan USING btree (school_id, due_day) WHERE (state = 'out'::text);

CREATE INDEX library_loan_person ON public.library_loan USING btree (school_id, person_id, lent_at);

CREATE UNIQUE INDEX library_loan_copy ON public.library_loan USING btree (copy_id) WHERE (state = 'out'::text);

CREATE TABLE library_machine (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  charset text NOT NULL,
  crlf boolean NOT NULL,
  CONSTRAINT library_machine_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT library_machine_charset_check CHECK ((charset = ANY (ARRAY['utf8'::text, 'gbk'::text]))),
  CONSTRAINT library_machine_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT library_machine_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX library_machine_school ON public.library_machine USING btree (school_id);

CREATE TABLE library_pause (
  school_id text NOT NULL,
  person_id text NOT NULL,
  until_day text NOT NULL,
  CONSTRAINT library_pause_pkey PRIMARY KEY (school_id, person_id),
  CONSTRAINT library_pause_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT library_pause_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE library_room (
  school_id text NOT NULL,
  zone_id text NOT NULL,
  seats bigint NOT NULL,
  CONSTRAINT library_room_pkey PRIMARY KEY (school_id),
  CONSTRAINT library_room_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT library_room_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE TABLE library_rule (
  school_id text NOT NULL,
  role text NOT NULL,
  kind text NOT NULL,
  most bigint NOT NULL,
  days bigint NOT NULL,
  renewals bigint NOT NULL,
  holds bigint NOT NULL,
  grace bigint NOT NULL,
  factor bigint NOT NULL,
  longest bigint NOT NULL,
  CONSTRAINT library_rule_pkey PRIMARY KEY (school_id, role, kind),
  CONSTRAINT library_rule_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE library_stay (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  day text NOT NULL,
  in_at bigint NOT NULL,
  out_at bigint NOT NULL,
  out_scan text NOT NULL,
  CONSTRAINT library_stay_pkey PRIMARY KEY (id),
  CONSTRAINT library_stay_check CHECK (((out_at = 0) OR (out_at >= in_at))),
  CONSTRAINT library_stay_check1 CHECK (((out_at = 0) = (out_scan = ''::text))),
  CONSTRAINT library_stay_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT library_stay_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX library_stay_day ON public.library_stay USING btree (school_id, day);

CREATE INDEX library_stay_person ON public.library_stay USING btree (person_id, day);

CREATE INDEX library_stay_scan ON public.library_stay USING btree (out_scan) WHERE (out_scan <> ''::text);

CREATE TABLE library_try (
  id text NOT NULL,
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  person_id text NOT NULL,
  barcode text NOT NULL,
  reason text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT library_try_pkey PRIMARY KEY (id),
  CONSTRAINT library_try_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX library_try_school ON public.library_try USING btree (school_id, at);

CREATE TABLE library_visit (
  id text NOT NULL,
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  person_id text NOT NULL,
  role text NOT NULL,
  begun_at bigint NOT NULL,
  ended_at bigint NOT NULL,
  CONSTRAINT library_visit_pkey PRIMARY KEY (id),
  CONSTRAINT library_visit_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT library_visit_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT library_visit_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX library_visit_terminal ON public.library_visit USING btree (terminal_id, begun_at);

CREATE TABLE list_key (
  school_id text NOT NULL,
  seed bytea NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT list_key_pkey PRIMARY KEY (school_id),
  CONSTRAINT list_key_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE list_state (
  school_id text NOT NULL,
  salt bytea NOT NULL,
  since bigint NOT NULL,
  version bigint NOT NULL,
  rows bytea NOT NULL,
  CONSTRAINT list_state_pkey PRIMARY KEY (school_id),
  CONSTRAINT list_state_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE lock_event (
  terminal_id text NOT NULL,
  seq bigint NOT NULL,
  school_id text NOT NULL,
  kind text NOT NULL,
  at bigint NOT NULL,
  seconds bigint NOT NULL,
  received_at bigint NOT NULL,
  CONSTRAINT lock_event_pkey PRIMARY KEY (terminal_id, seq),
  CONSTRAINT lock_event_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT lock_event_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE TABLE lock_state (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  pulled_at bigint NOT NULL,
  battery bigint NOT NULL,
  battery_at bigint NOT NULL,
  CONSTRAINT lock_state_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT lock_state_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT lock_state_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX lock_state_school ON public.lock_state USING btree (school_id);

CREATE TABLE lock_token (
  id text NOT NULL,
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  credential_id text NOT NULL,
  person_id text NOT NULL,
  chip text NOT NULL,
  from_at bigint NOT NULL,
  until_at bigint NOT NULL,
  life boolean NOT NULL,
  given_at bigint NOT NULL,
  ended_at bigint,
  CONSTRAINT lock_token_pkey PRIMARY KEY (id),
  CONSTRAINT lock_token_check CHECK ((until_at > from_at)),
  CONSTRAINT lock_token_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES credential(id),
  CONSTRAINT lock_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT lock_token_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT lock_token_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX lock_token_school ON public.lock_token USING btree (school_id);

CREATE INDEX lock_token_terminal ON public.lock_token USING btree (terminal_id, until_at);

CREATE UNIQUE INDEX lock_token_good ON public.lock_token USING btree (terminal_id, credential_id) WHERE (ended_at IS NULL);

CREATE TABLE mandate (
  id text NOT NULL,
  school_id text NOT NULL,
  guardian_id text NOT NULL,
  person_id text NOT NULL,
  membership_id text NOT NULL,
  card_id text NOT NULL,
  phone text NOT NULL,
  relation text NOT NULL,
  first_day text NOT NULL,
  last_day text NOT NULL,
  weekdays bigint NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  link_hash text NOT NULL,
  link_until bigint NOT NULL,
  digits text NOT NULL,
  tries bigint NOT NULL,
  opened_at bigint,
  refused_at bigint,
  claimed_at bigint,
  device text NOT NULL,
  ended_at bigint,
  ended_by text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT mandate_pkey PRIMARY KEY (id),
  CONSTRAINT mandate_card_id_fkey FOREIGN KEY (card_id) REFERENCES card(id),
  CONSTRAINT mandate_guardian_id_fkey FOREIGN KEY (guardian_id) REFERENCES person(id),
  CONSTRAINT mandate_link_hash_key UNIQUE (link_hash),
  CONSTRAINT mandate_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  CONSTRAINT mandate_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT mandate_person_id_key UNIQUE (person_id),
  CONSTRAINT mandate_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX mandate_guardian ON public.mandate USING btree (school_id, guardian_id);

CREATE TABLE mandate_challenge (
  challenge_hash text NOT NULL,
  mandate_id text NOT NULL,
  school_id text NOT NULL,
  expires_at bigint NOT NULL,
  CONSTRAINT mandate_challenge_pkey PRIMARY KEY (challenge_hash),
  CONSTRAINT mandate_challenge_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES mandate(id),
  CONSTRAINT mandate_challenge_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE mandate_child (
  mandate_id text NOT NULL,
  child_id text NOT NULL,
  school_id text NOT NULL,
  ended_at bigint,
  ended_by text NOT NULL,
  CONSTRAINT mandate_child_pkey PRIMARY KEY (mandate_id, child_id),
  CONSTRAINT mandate_child_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT mandate_child_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES mandate(id),
  CONSTRAINT mandate_child_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX mandate_child_child ON public.mandate_child USING btree (school_id, child_id);

CREATE TABLE mandate_event (
  id text NOT NULL,
  mandate_id text NOT NULL,
  school_id text NOT NULL,
  at bigint NOT NULL,
  kind text NOT NULL,
  by_person text NOT NULL,
  child_id text NOT NULL,
  CONSTRAINT mandate_event_pkey PRIMARY KEY (id),
  CONSTRAINT mandate_event_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES mandate(id),
  CONSTRAINT mandate_event_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX mandate_event_mandate ON public.mandate_event USING btree (mandate_id, at);

CREATE TABLE membership (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  class_id text,
  valid_from bigint NOT NULL,
  valid_to bigint,
  pending_import text,
  created_at bigint NOT NULL,
  role text NOT NULL,
  CONSTRAINT membership_pkey PRIMARY KEY (id),
  CONSTRAINT membership_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT membership_pending_import_fkey FOREIGN KEY (pending_import) REFERENCES roster_import(id),
  CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT membership_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX membership_class ON public.membership USING btree (class_id) WHERE (class_id IS NOT NULL);

CREATE INDEX membership_person ON public.membership USING btree (person_id);

CREATE INDEX membership_school ON public.membership USING btree (school_id, role);

CREATE TABLE merchant (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  account_id text NOT NULL,
  state text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT merchant_pkey PRIMARY KEY (id),
  CONSTRAINT merchant_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger_account(id),
  CONSTRAINT merchant_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT merchant_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);

CREATE INDEX merchant_school ON public.merchant USING btree (school_id, name);

CREATE TABLE offline_record (
  terminal_id text NOT NULL,
  seq bigint NOT NULL,
  school_id text NOT NULL,
  prev text NOT NULL,
  hash text NOT NULL,
  at bigint NOT NULL,
  received_at bigint NOT NULL,
  result text NOT NULL,
  scan_id text,
  conflicts text NOT NULL,
  body text NOT NULL,
  CONSTRAINT offline_record_pkey PRIMARY KEY (terminal_id, seq),
  CONSTRAINT offline_record_result_check CHECK ((result = ANY (ARRAY['stored'::text, 'given_up'::text]))),
  CONSTRAINT offline_record_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT offline_record_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE TABLE opening (
  id text NOT NULL,
  school_id text NOT NULL,
  gate_id text NOT NULL,
  weekday bigint NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  CONSTRAINT opening_pkey1 PRIMARY KEY (id),
  CONSTRAINT opening_check1 CHECK (((to_minute > from_minute) AND (to_minute <= 1440))),
  CONSTRAINT opening_from_minute_check1 CHECK (((from_minute >= 0) AND (from_minute <= 1440))),
  CONSTRAINT opening_gate_id_fkey1 FOREIGN KEY (gate_id) REFERENCES gate(id),
  CONSTRAINT opening_school_id_fkey1 FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT opening_weekday_check1 CHECK (((weekday >= 1) AND (weekday <= 8)))
);

CREATE INDEX opening_gate ON public.opening USING btree (gate_id);

CREATE TABLE outbox_channel (
  school_id text NOT NULL,
  kind text NOT NULL,
  config text NOT NULL,
  enabled boolean NOT NULL,
  changed_at bigint NOT NULL,
  CONSTRAINT outbox_channel_pkey PRIMARY KEY (school_id, kind),
  CONSTRAINT outbox_channel_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE outbox_consent (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL,
  given_at bigint NOT NULL,
  withdrawn_at bigint,
  CONSTRAINT outbox_consent_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_consent_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE UNIQUE INDEX outbox_consent_given ON public.outbox_consent USING btree (person_id, kind) WHERE (withdrawn_at IS NULL);

CREATE TABLE outbox_delivery (
  id text NOT NULL,
  school_id text NOT NULL,
  number bigint NOT NULL,
  person_id text NOT NULL,
  about_id text NOT NULL,
  via text NOT NULL,
  via_id text NOT NULL,
  day text NOT NULL,
  urgent boolean NOT NULL,
  digest text NOT NULL,
  corrects bigint,
  state text NOT NULL,
  hold text NOT NULL,
  due_at bigint NOT NULL,
  message bigint,
  at bigint,
  read_at bigint,
  CONSTRAINT outbox_delivery_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_delivery_hold_check CHECK ((hold = ANY (ARRAY[''::text, 'quiet'::text, 'digest'::text]))),
  CONSTRAINT outbox_delivery_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT outbox_delivery_school_id_number_person_id_key UNIQUE (school_id, number, person_id),
  CONSTRAINT outbox_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'replaced'::text, 'withheld'::text]))),
  CONSTRAINT outbox_delivery_via_check CHECK ((via = ANY (ARRAY['self'::text, 'guardian'::text, 'class'::text, 'office'::text])))
);

CREATE INDEX outbox_delivery_day ON public.outbox_delivery USING btree (school_id, day, state);

CREATE INDEX outbox_delivery_due ON public.outbox_delivery USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE INDEX outbox_delivery_held ON public.outbox_delivery USING btree (person_id, number) WHERE (state = 'waiting'::text);

CREATE INDEX outbox_delivery_inbox ON public.outbox_delivery USING btree (person_id, message) WHERE (state = 'done'::text);

CREATE INDEX outbox_delivery_unread ON public.outbox_delivery USING btree (person_id, message) WHERE ((state = 'done'::text) AND (read_at IS NULL));

CREATE INDEX outbox_delivery_waiting ON public.outbox_delivery USING btree (school_id, due_at) WHERE (state = 'waiting'::text);

CREATE TABLE outbox_head (
  school_id text NOT NULL,
  last bigint NOT NULL,
  CONSTRAINT outbox_head_pkey PRIMARY KEY (school_id),
  CONSTRAINT outbox_head_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE outbox_notice (
  school_id text NOT NULL,
  number bigint NOT NULL,
  key text NOT NULL,
  chain text NOT NULL,
  replaces text NOT NULL,
  kind text NOT NULL,
  to_whom text NOT NULL,
  not_to text NOT NULL,
  about_id text NOT NULL,
  day text NOT NULL,
  data text NOT NULL,
  urgent boolean NOT NULL,
  digest text NOT NULL,
  wait_ms bigint NOT NULL,
  closes boolean NOT NULL,
  at bigint NOT NULL,
  state text NOT NULL,
  due_at bigint NOT NULL,
  attempts bigint NOT NULL,
  error text NOT NULL,
  CONSTRAINT outbox_notice_pkey PRIMARY KEY (school_id, number),
  CONSTRAINT outbox_notice_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT outbox_notice_school_id_key_key UNIQUE (school_id, key),
  CONSTRAINT outbox_notice_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text, 'dropped'::text])))
);

CREATE INDEX outbox_notice_about ON public.outbox_notice USING btree (school_id, about_id, number);

CREATE INDEX outbox_notice_chain ON public.outbox_notice USING btree (school_id, chain, number);

CREATE INDEX outbox_notice_due ON public.outbox_notice USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE INDEX outbox_notice_failed ON public.outbox_notice USING btree (school_id, number) WHERE (state = 'dead'::text);

CREATE INDEX outbox_notice_waiting ON public.outbox_notice USING btree (school_id, number) WHERE (state = 'waiting'::text);

CREATE TABLE outbox_quiet (
  owner_id text NOT NULL,
  school_id text NOT NULL,
  quiet boolean NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  changed_at bigint NOT NULL,
  CONSTRAINT outbox_quiet_pkey PRIMARY KEY (owner_id),
  CONSTRAINT outbox_quiet_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
  CONSTRAINT outbox_quiet_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT outbox_quiet_to_minute_check CHECK (((to_minute >= 0) AND (to_minute <= 1439)))
);

CREATE TABLE outbox_send (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  message bigint NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  due_at bigint NOT NULL,
  lease_until bigint NOT NULL,
  claim text NOT NULL,
  attempts bigint NOT NULL,
  error text NOT NULL,
  at bigint,
  CONSTRAINT outbox_send_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_send_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT outbox_send_school_id_message_kind_key UNIQUE (school_id, message, kind),
  CONSTRAINT outbox_send_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text, 'dropped'::text, 'withheld'::text])))
);

CREATE INDEX outbox_send_failed ON public.outbox_send USING btree (school_id, message) WHERE (state = 'dead'::text);

CREATE INDEX outbox_send_person ON public.outbox_send USING btree (person_id, kind, message) WHERE (state = 'waiting'::text);

CREATE INDEX outbox_send_waiting ON public.outbox_send USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE TABLE outbox_turn (
  school_id text NOT NULL,
  taken_at bigint NOT NULL,
  CONSTRAINT outbox_turn_pkey PRIMARY KEY (school_id),
  CONSTRAINT outbox_turn_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pass (
  id text NOT NULL,
  school_id text NOT NULL,
  kind text NOT NULL,
  person_id text NOT NULL,
  card_id text,
  zone_id text,
  secret text NOT NULL,
  state text NOT NULL,
  state_at bigint NOT NULL,
  look text NOT NULL,
  times integer NOT NULL,
  valid_from bigint NOT NULL,
  valid_to bigint NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT pass_pkey PRIMARY KEY (id),
  CONSTRAINT pass_card_id_fkey FOREIGN KEY (card_id) REFERENCES card(id),
  CONSTRAINT pass_check CHECK ((((kind = 'printed'::text) AND (card_id IS NOT NULL)) OR ((kind = 'visit'::text) AND (zone_id IS NOT NULL)))),
  CONSTRAINT pass_kind_check CHECK ((kind = ANY (ARRAY['printed'::text, 'visit'::text]))),
  CONSTRAINT pass_look_check CHECK ((look = ANY (ARRAY['none'::text, 'photo'::text, 'escort'::text]))),
  CONSTRAINT pass_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT pass_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pass_secret_key UNIQUE (secret),
  CONSTRAINT pass_state_check CHECK ((state = ANY (ARRAY['live'::text, 'lost'::text, 'replaced'::text, 'ended'::text]))),
  CONSTRAINT pass_times_check CHECK ((times > 0)),
  CONSTRAINT pass_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE INDEX pass_card ON public.pass USING btree (card_id) WHERE (card_id IS NOT NULL);

CREATE INDEX pass_person ON public.pass USING btree (person_id);

CREATE TABLE password_reset (
  code_hash text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  account_id text NOT NULL,
  issuer text NOT NULL,
  family boolean NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  ended_at bigint,
  created_at bigint NOT NULL,
  CONSTRAINT password_reset_pkey PRIMARY KEY (code_hash),
  CONSTRAINT password_reset_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT password_reset_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT password_reset_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX password_reset_account ON public.password_reset USING btree (account_id);

CREATE TABLE pay_back (
  school_id text NOT NULL,
  refund_id text NOT NULL,
  sale_id text NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  at bigint NOT NULL,
  next_at bigint NOT NULL,
  tries bigint NOT NULL,
  CONSTRAINT pay_back_pkey PRIMARY KEY (school_id, refund_id),
  CONSTRAINT pay_back_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sale(id),
  CONSTRAINT pay_back_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pay_back_state_check CHECK ((state = ANY (ARRAY['working'::text, 'done'::text, 'stuck'::text])))
);

CREATE INDEX pay_back_due ON public.pay_back USING btree (next_at) WHERE (next_at > 0);

CREATE TABLE pay_code (
  sale_id text NOT NULL,
  school_id text NOT NULL,
  no text NOT NULL,
  asked text NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  got bigint NOT NULL,
  wechat_id text NOT NULL,
  voided boolean NOT NULL,
  at bigint NOT NULL,
  next_at bigint NOT NULL,
  tries bigint NOT NULL,
  CONSTRAINT pay_code_pkey PRIMARY KEY (sale_id),
  CONSTRAINT pay_code_no_key UNIQUE (no),
  CONSTRAINT pay_code_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sale(id),
  CONSTRAINT pay_code_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pay_code_state_check CHECK ((state = ANY (ARRAY['paying'::text, 'reversing'::text, 'paid'::text, 'failed'::text, 'disputed'::text])))
);

CREATE INDEX pay_code_due ON public.pay_code USING btree (next_at) WHERE (next_at > 0);

CREATE TABLE pay_pin (
  person_id text NOT NULL,
  school_id text NOT NULL,
  hash text NOT NULL,
  changed_at bigint NOT NULL,
  CONSTRAINT pay_pin_pkey PRIMARY KEY (person_id),
  CONSTRAINT pay_pin_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT pay_pin_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pay_setting (
  school_id text NOT NULL,
  chip_sale bigint NOT NULL,
  chip_day bigint NOT NULL,
  two_from bigint NOT NULL,
  set_by text NOT NULL,
  set_at bigint NOT NULL,
  pin_above bigint NOT NULL DEFAULT 0,
  CONSTRAINT pay_setting_pkey PRIMARY KEY (school_id),
  CONSTRAINT pay_setting_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pay_wait (
  sale_id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  state text NOT NULL,
  until_at bigint NOT NULL,
  ended_at bigint NOT NULL,
  CONSTRAINT pay_wait_pkey PRIMARY KEY (sale_id),
  CONSTRAINT pay_wait_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sale(id),
  CONSTRAINT pay_wait_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pay_wait_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'paid'::text, 'refused'::text, 'voided'::text])))
);

CREATE INDEX pay_wait_person ON public.pay_wait USING btree (school_id, person_id, until_at) WHERE (state = 'waiting'::text);

CREATE TABLE period (
  school_id text NOT NULL,
  grade text NOT NULL,
  from_day text NOT NULL,
  number bigint NOT NULL,
  name text NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  CONSTRAINT period_pkey PRIMARY KEY (school_id, grade, from_day, number),
  CONSTRAINT period_check CHECK ((to_minute > from_minute)),
  CONSTRAINT period_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE person (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  folded text NOT NULL,
  phone text,
  number text,
  gender text NOT NULL,
  state text NOT NULL,
  state_at bigint NOT NULL,
  pending_import text,
  created_at bigint NOT NULL,
  guest boolean NOT NULL DEFAULT false,
  CONSTRAINT person_pkey PRIMARY KEY (id),
  CONSTRAINT person_pending_import_fkey FOREIGN KEY (pending_import) REFERENCES roster_import(id),
  CONSTRAINT person_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT person_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text])))
);

CREATE INDEX person_folded ON public.person USING btree (school_id, folded, id);

CREATE UNIQUE INDEX person_number ON public.person USING btree (school_id, number) WHERE (number IS NOT NULL);

CREATE UNIQUE INDEX person_phone_name ON public.person USING btree (school_id, phone, name) WHERE (phone IS NOT NULL);

CREATE TABLE person_photo (
  person_id text NOT NULL,
  school_id text NOT NULL,
  jpeg bytea NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT person_photo_pkey PRIMARY KEY (person_id),
  CONSTRAINT person_photo_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT person_photo_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pickup_board (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  class_id text NOT NULL,
  gate_id text NOT NULL,
  CONSTRAINT pickup_board_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT pickup_board_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pickup_board_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE TABLE pickup_calling (
  school_id text NOT NULL,
  auto bigint NOT NULL,
  CONSTRAINT pickup_calling_pkey PRIMARY KEY (school_id),
  CONSTRAINT pickup_calling_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pickup_day (
  school_id text NOT NULL,
  child_id text NOT NULL,
  day text NOT NULL,
  mode text NOT NULL,
  adult_id text NOT NULL,
  note text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT pickup_day_pkey PRIMARY KEY (school_id, child_id, day),
  CONSTRAINT pickup_day_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT pickup_day_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pickup_event (
  id text NOT NULL,
  school_id text NOT NULL,
  day text NOT NULL,
  child_id text NOT NULL,
  event text NOT NULL,
  reason text NOT NULL,
  adult_id text NOT NULL,
  by_person text NOT NULL,
  second_person text NOT NULL,
  terminal_id text NOT NULL,
  scan_id text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT pickup_event_pkey PRIMARY KEY (id),
  CONSTRAINT pickup_event_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT pickup_event_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX pickup_event_child ON public.pickup_event USING btree (school_id, day, child_id);

CREATE TABLE pickup_handled (
  school_id text NOT NULL,
  scan_id text NOT NULL,
  day text NOT NULL,
  adult_id text NOT NULL,
  terminal_id text NOT NULL,
  staff_id text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT pickup_handled_pkey PRIMARY KEY (school_id, scan_id),
  CONSTRAINT pickup_handled_adult_id_fkey FOREIGN KEY (adult_id) REFERENCES person(id),
  CONSTRAINT pickup_handled_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pickup_handled_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES person(id),
  CONSTRAINT pickup_handled_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX pickup_handled_day ON public.pickup_handled USING btree (school_id, day, adult_id);

CREATE TABLE pickup_lockdown (
  id text NOT NULL,
  school_id text NOT NULL,
  why text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  first_by text NOT NULL,
  first_at bigint NOT NULL,
  ended_by text NOT NULL,
  ended_at bigint,
  CONSTRAINT pickup_lockdown_pkey PRIMARY KEY (id),
  CONSTRAINT pickup_lockdown_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE UNIQUE INDEX pickup_lockdown_open ON public.pickup_lockdown USING btree (school_id) WHERE (ended_at IS NULL);

CREATE TABLE pickup_missed (
  school_id text NOT NULL,
  day text NOT NULL,
  at bigint NOT NULL,
  children bigint NOT NULL,
  CONSTRAINT pickup_missed_pkey PRIMARY KEY (school_id, day),
  CONSTRAINT pickup_missed_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pickup_order (
  school_id text NOT NULL,
  day text NOT NULL,
  child_id text NOT NULL,
  state text NOT NULL,
  adult_id text NOT NULL,
  scan_id text NOT NULL,
  terminal_id text NOT NULL,
  arrived_at bigint NOT NULL,
  released_at bigint NOT NULL,
  released_by text NOT NULL,
  held_by text NOT NULL,
  held_why text NOT NULL,
  held_at bigint NOT NULL,
  gate_id text NOT NULL DEFAULT ''::text,
  called_at bigint NOT NULL DEFAULT 0,
  called_by text NOT NULL DEFAULT ''::text,
  ready_at bigint NOT NULL DEFAULT 0,
  ready_by text NOT NULL DEFAULT ''::text,
  CONSTRAINT pickup_order_pkey PRIMARY KEY (school_id, day, child_id),
  CONSTRAINT pickup_order_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT pickup_order_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX pickup_order_released ON public.pickup_order USING btree (school_id, terminal_id, released_at);

CREATE TABLE pickup_request (
  id text NOT NULL,
  school_id text NOT NULL,
  child_id text NOT NULL,
  day text NOT NULL,
  mode text NOT NULL,
  adult_id text NOT NULL,
  note text NOT NULL,
  asked_by text NOT NULL,
  asked_at bigint NOT NULL,
  state text NOT NULL,
  decided_by text NOT NULL,
  decided_at bigint NOT NULL,
  CONSTRAINT pickup_request_pkey PRIMARY KEY (id),
  CONSTRAINT pickup_request_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT pickup_request_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE UNIQUE INDEX pickup_request_open ON public.pickup_request USING btree (school_id, child_id, day) WHERE (state = 'open'::text);

CREATE TABLE pickup_restriction (
  id text NOT NULL,
  school_id text NOT NULL,
  guardianship_id text NOT NULL,
  adult_id text NOT NULL,
  child_id text NOT NULL,
  kind text NOT NULL,
  from_day text NOT NULL,
  until_day text NOT NULL,
  odd bigint NOT NULL,
  even bigint NOT NULL,
  handover bigint NOT NULL,
  holidays text NOT NULL,
  document text NOT NULL,
  scan bytea,
  by_person text NOT NULL,
  at bigint NOT NULL,
  ended_at bigint,
  ended_by text NOT NULL,
  CONSTRAINT pickup_restriction_pkey PRIMARY KEY (id),
  CONSTRAINT pickup_restriction_adult_id_fkey FOREIGN KEY (adult_id) REFERENCES person(id),
  CONSTRAINT pickup_restriction_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT pickup_restriction_guardianship_id_fkey FOREIGN KEY (guardianship_id) REFERENCES guardianship(id),
  CONSTRAINT pickup_restriction_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX pickup_restriction_child ON public.pickup_restriction USING btree (school_id, child_id);

CREATE TABLE pickup_times (
  school_id text NOT NULL,
  day1 bigint NOT NULL,
  day2 bigint NOT NULL,
  day3 bigint NOT NULL,
  day4 bigint NOT NULL,
  day5 bigint NOT NULL,
  cut_off bigint NOT NULL,
  CONSTRAINT pickup_times_pkey PRIMARY KEY (school_id),
  CONSTRAINT pickup_times_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE pickup_week (
  school_id text NOT NULL,
  child_id text NOT NULL,
  weekday bigint NOT NULL,
  mode text NOT NULL,
  adult_id text NOT NULL,
  note text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT pickup_week_pkey PRIMARY KEY (school_id, child_id, weekday),
  CONSTRAINT pickup_week_child_id_fkey FOREIGN KEY (child_id) REFERENCES person(id),
  CONSTRAINT pickup_week_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE post (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  membership_id text NOT NULL,
  kind text NOT NULL,
  of_what text NOT NULL,
  of_id text NOT NULL,
  subject text NOT NULL,
  stands_for text,
  valid_from bigint NOT NULL,
  valid_to bigint,
  created_at bigint NOT NULL,
  CONSTRAINT post_pkey PRIMARY KEY (id),
  CONSTRAINT post_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id),
  CONSTRAINT post_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT post_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT post_stands_for_fkey FOREIGN KEY (stands_for) REFERENCES post(id)
);

CREATE INDEX post_person ON public.post USING btree (person_id);

CREATE INDEX post_school ON public.post USING btree (school_id, kind, of_id);

CREATE TABLE presence (
  zone_id text NOT NULL,
  person_id text NOT NULL,
  school_id text NOT NULL,
  state text NOT NULL,
  since bigint NOT NULL,
  scan_id text,
  was_state text NOT NULL DEFAULT 'unknown'::text,
  was_since bigint NOT NULL DEFAULT 0,
  CONSTRAINT presence_pkey PRIMARY KEY (zone_id, person_id),
  CONSTRAINT presence_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT presence_state_check CHECK ((state = ANY (ARRAY['in'::text, 'out'::text, 'unknown'::text, 'waiting'::text]))),
  CONSTRAINT presence_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE INDEX presence_inside ON public.presence USING btree (zone_id, since) WHERE (state = ANY (ARRAY['in'::text, 'waiting'::text]));

CREATE INDEX presence_person ON public.presence USING btree (person_id);

CREATE INDEX presence_waiting ON public.presence USING btree (zone_id, since) WHERE (state = 'waiting'::text);

CREATE TABLE probe (
  server character varying NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT probe_pkey PRIMARY KEY (server)
);

CREATE TABLE projection_cursor (
  name text NOT NULL,
  school_id text NOT NULL,
  version bigint NOT NULL,
  number bigint NOT NULL,
  generation bigint NOT NULL,
  building bigint NOT NULL,
  CONSTRAINT projection_cursor_pkey PRIMARY KEY (name, school_id),
  CONSTRAINT projection_cursor_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE projection_todo (
  name text NOT NULL,
  school_id text NOT NULL,
  generation bigint NOT NULL,
  piece text NOT NULL,
  CONSTRAINT projection_todo_pkey PRIMARY KEY (name, school_id, generation, piece),
  CONSTRAINT projection_todo_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE punch (
  id text NOT NULL,
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  request_key text NOT NULL,
  said_at bigint NOT NULL,
  at bigint NOT NULL,
  number text NOT NULL,
  chip text NOT NULL,
  way text NOT NULL,
  suspect boolean NOT NULL,
  person_id text,
  received_at bigint NOT NULL,
  feed bigint NOT NULL,
  CONSTRAINT punch_pkey PRIMARY KEY (id),
  CONSTRAINT punch_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT punch_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT punch_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id),
  CONSTRAINT punch_terminal_id_request_key_key UNIQUE (terminal_id, request_key),
  CONSTRAINT punch_way_check CHECK ((way = ANY (ARRAY['in'::text, 'out'::text, 'here'::text])))
);

CREATE INDEX punch_nobody ON public.punch USING btree (school_id, received_at) WHERE (person_id IS NULL);

CREATE INDEX punch_person ON public.punch USING btree (person_id, at) WHERE (person_id IS NOT NULL);

CREATE INDEX punch_said ON public.punch USING btree (terminal_id, said_at);

CREATE TABLE purse_rule (
  school_id text NOT NULL,
  person_id text NOT NULL,
  per_sale bigint NOT NULL,
  per_meal bigint NOT NULL,
  per_day bigint NOT NULL,
  blocked text NOT NULL,
  low bigint NOT NULL,
  set_by text NOT NULL,
  set_at bigint NOT NULL,
  CONSTRAINT purse_rule_pkey PRIMARY KEY (school_id, person_id),
  CONSTRAINT purse_rule_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT purse_rule_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE refund (
  school_id text NOT NULL,
  id text NOT NULL,
  sale_id text NOT NULL,
  amount bigint NOT NULL,
  why text NOT NULL,
  state text NOT NULL,
  asked_by text NOT NULL,
  asked_at bigint NOT NULL,
  answered_by text NOT NULL,
  answered_at bigint NOT NULL,
  CONSTRAINT refund_pkey PRIMARY KEY (school_id, id),
  CONSTRAINT refund_amount_check CHECK ((amount > 0)),
  CONSTRAINT refund_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sale(id),
  CONSTRAINT refund_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT refund_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text])))
);

CREATE INDEX refund_sale ON public.refund USING btree (sale_id);

CREATE INDEX refund_waiting ON public.refund USING btree (school_id, asked_at) WHERE (state = 'waiting'::text);

CREATE TABLE report_export (
  id text NOT NULL,
  school_id text NOT NULL,
  account_id text NOT NULL,
  ask text NOT NULL,
  format text NOT NULL,
  lang text NOT NULL,
  state text NOT NULL,
  done_rows bigint NOT NULL,
  all_rows bigint NOT NULL,
  content bytea,
  asked_at bigint NOT NULL,
  beat_at bigint NOT NULL,
  ended_at bigint,
  CONSTRAINT report_export_pkey PRIMARY KEY (id),
  CONSTRAINT report_export_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'xlsx'::text]))),
  CONSTRAINT report_export_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT report_export_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);

CREATE INDEX report_export_school ON public.report_export USING btree (school_id, asked_at);

CREATE INDEX report_export_waiting ON public.report_export USING btree (asked_at) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE TABLE report_wish (
  school_id text NOT NULL,
  class_id text NOT NULL,
  by_account text NOT NULL,
  at bigint NOT NULL,
  sent text NOT NULL,
  CONSTRAINT report_wish_pkey PRIMARY KEY (school_id, class_id),
  CONSTRAINT report_wish_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT report_wish_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE roster_import (
  id text NOT NULL,
  school_id text NOT NULL,
  file_name text NOT NULL,
  file_hash text NOT NULL,
  state text NOT NULL,
  counts text NOT NULL,
  problems text NOT NULL,
  by_account text,
  created_at bigint NOT NULL,
  applied_at bigint,
  CONSTRAINT roster_import_pkey PRIMARY KEY (id),
  CONSTRAINT roster_import_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT roster_import_state_check CHECK ((state = ANY (ARRAY['checking'::text, 'refused'::text, 'applying'::text, 'applied'::text, 'abandoned'::text])))
);

CREATE INDEX roster_import_school ON public.roster_import USING btree (school_id, created_at);

CREATE TABLE sale (
  id text NOT NULL,
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  seq bigint NOT NULL,
  merchant_id text NOT NULL,
  person_id text NOT NULL,
  scan_id text NOT NULL,
  kind text NOT NULL,
  amount bigint NOT NULL,
  subsidy bigint NOT NULL,
  meal text NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  refunded bigint NOT NULL,
  day text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT sale_pkey PRIMARY KEY (id),
  CONSTRAINT sale_check CHECK (((refunded >= 0) AND (refunded <= amount))),
  CONSTRAINT sale_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT sale_state_check CHECK ((state = ANY (ARRAY['paid'::text, 'refused'::text, 'fenced'::text, 'voided'::text]))),
  CONSTRAINT sale_terminal_id_seq_key UNIQUE (terminal_id, seq)
);

CREATE INDEX sale_day ON public.sale USING btree (school_id, day, at);

CREATE INDEX sale_merchant ON public.sale USING btree (school_id, merchant_id, day);

CREATE INDEX sale_person ON public.sale USING btree (school_id, person_id, day);

CREATE INDEX sale_scan ON public.sale USING btree (scan_id) WHERE (scan_id <> ''::text);

CREATE TABLE scan (
  id text NOT NULL,
  school_id text NOT NULL,
  feed bigint NOT NULL,
  terminal_id text NOT NULL,
  gate_id text,
  request_key text NOT NULL,
  request_hash text NOT NULL,
  kind text NOT NULL,
  credential_id text,
  person_id text,
  membership_id text,
  mark bigint,
  consumed boolean NOT NULL,
  decision text NOT NULL,
  reason text NOT NULL,
  open boolean NOT NULL,
  direction text NOT NULL,
  at bigint NOT NULL,
  claimed_at bigint,
  staff_id text,
  note text,
  answer text NOT NULL,
  mode text NOT NULL DEFAULT 'online'::text,
  received_at bigint,
  warning text,
  zone_id text,
  CONSTRAINT scan_pkey PRIMARY KEY (id)
);

CREATE INDEX scan_late ON public.scan USING btree (school_id, at) WHERE (mode = 'offline'::text);

CREATE INDEX scan_person ON public.scan USING btree (person_id, feed) WHERE (person_id IS NOT NULL);

CREATE INDEX scan_same ON public.scan USING btree (credential_id, terminal_id, at) WHERE ((mark IS NULL) AND (credential_id IS NOT NULL));

CREATE UNIQUE INDEX scan_consumed ON public.scan USING btree (credential_id, mark) WHERE consumed;

CREATE UNIQUE INDEX scan_feed ON public.scan USING btree (school_id, feed);

CREATE UNIQUE INDEX scan_request ON public.scan USING btree (terminal_id, request_key);

CREATE TABLE scan_confirmation (
  scan_id text NOT NULL,
  school_id text NOT NULL,
  feed bigint NOT NULL,
  terminal_id text NOT NULL,
  request_key text NOT NULL,
  request_hash text NOT NULL,
  accepted boolean NOT NULL,
  staff_id text NOT NULL,
  person_id text,
  at bigint NOT NULL,
  answer text NOT NULL,
  CONSTRAINT scan_confirmation_pkey PRIMARY KEY (scan_id),
  CONSTRAINT scan_confirmation_school_id_feed_key UNIQUE (school_id, feed),
  CONSTRAINT scan_confirmation_terminal_id_request_key_key UNIQUE (terminal_id, request_key)
);

CREATE TABLE scan_repeat (
  scan_id text NOT NULL,
  school_id text NOT NULL,
  times bigint NOT NULL,
  last_at bigint NOT NULL,
  CONSTRAINT scan_repeat_pkey PRIMARY KEY (scan_id)
);

CREATE TABLE scan_reread (
  terminal_id text NOT NULL,
  request_key text NOT NULL,
  school_id text NOT NULL,
  request_hash text NOT NULL,
  scan_id text NOT NULL,
  at bigint NOT NULL,
  answer text NOT NULL,
  CONSTRAINT scan_reread_pkey PRIMARY KEY (terminal_id, request_key)
);

CREATE TABLE scan_undo (
  scan_id text NOT NULL,
  school_id text NOT NULL,
  feed bigint NOT NULL,
  terminal_id text NOT NULL,
  staff_id text NOT NULL,
  request_key text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT scan_undo_pkey PRIMARY KEY (scan_id),
  CONSTRAINT scan_undo_school_id_feed_key UNIQUE (school_id, feed),
  CONSTRAINT scan_undo_terminal_id_request_key_key UNIQUE (terminal_id, request_key)
);

CREATE TABLE school (
  id text NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  zone text NOT NULL,
  demo boolean NOT NULL,
  lease_seconds bigint NOT NULL,
  policy_version bigint NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT school_pkey PRIMARY KEY (id),
  CONSTRAINT school_lease_seconds_check CHECK ((lease_seconds > 0)),
  CONSTRAINT school_slug_key UNIQUE (slug)
);

CREATE TABLE school_start (
  school_id text NOT NULL,
  checked_at bigint,
  done_at bigint,
  CONSTRAINT school_start_pkey PRIMARY KEY (school_id),
  CONSTRAINT school_start_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE session (
  token_hash text NOT NULL,
  account_id text,
  data bytea NOT NULL,
  expires_at bigint NOT NULL,
  touched_at bigint NOT NULL,
  CONSTRAINT session_pkey PRIMARY KEY (token_hash)
);

CREATE INDEX session_account ON public.session USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX session_expires ON public.session USING btree (expires_at);

CREATE TABLE signin_asked (
  check_id text NOT NULL,
  person_id text NOT NULL,
  school_id text NOT NULL,
  device text NOT NULL,
  answered_at bigint NOT NULL,
  CONSTRAINT signin_asked_pkey PRIMARY KEY (check_id, person_id),
  CONSTRAINT signin_asked_check_id_fkey FOREIGN KEY (check_id) REFERENCES signin_check(id),
  CONSTRAINT signin_asked_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT signin_asked_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX signin_asked_person ON public.signin_asked USING btree (person_id);

CREATE TABLE signin_check (
  id text NOT NULL,
  session_id text NOT NULL,
  school_id text NOT NULL,
  by_person text NOT NULL,
  at bigint NOT NULL,
  until_at bigint NOT NULL,
  CONSTRAINT signin_check_pkey PRIMARY KEY (id),
  CONSTRAINT signin_check_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_check_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id)
);

CREATE INDEX signin_check_session ON public.signin_check USING btree (session_id, at);

CREATE TABLE signin_claim (
  token_hash text NOT NULL,
  school_id text NOT NULL,
  session_id text NOT NULL,
  used_at bigint NOT NULL,
  CONSTRAINT signin_claim_pkey PRIMARY KEY (token_hash),
  CONSTRAINT signin_claim_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_claim_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id)
);

CREATE INDEX signin_claim_used ON public.signin_claim USING btree (used_at);

CREATE TABLE signin_class (
  session_id text NOT NULL,
  class_id text NOT NULL,
  school_id text NOT NULL,
  CONSTRAINT signin_class_pkey PRIMARY KEY (session_id, class_id),
  CONSTRAINT signin_class_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT signin_class_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_class_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id)
);

CREATE TABLE signin_door (
  session_id text NOT NULL,
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  own boolean NOT NULL,
  CONSTRAINT signin_door_pkey PRIMARY KEY (session_id, terminal_id),
  CONSTRAINT signin_door_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_door_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id),
  CONSTRAINT signin_door_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX signin_door_terminal ON public.signin_door USING btree (terminal_id);

CREATE TABLE signin_expected (
  session_id text NOT NULL,
  person_id text NOT NULL,
  school_id text NOT NULL,
  CONSTRAINT signin_expected_pkey PRIMARY KEY (session_id, person_id),
  CONSTRAINT signin_expected_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT signin_expected_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_expected_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id)
);

CREATE INDEX signin_expected_person ON public.signin_expected USING btree (person_id);

CREATE TABLE signin_mark (
  session_id text NOT NULL,
  person_id text NOT NULL,
  school_id text NOT NULL,
  state text NOT NULL,
  how text NOT NULL,
  late boolean NOT NULL,
  walk_in boolean NOT NULL,
  at bigint NOT NULL,
  out_at bigint NOT NULL,
  device text NOT NULL,
  scan_id text NOT NULL,
  by_person text NOT NULL,
  why text NOT NULL,
  seat text NOT NULL DEFAULT ''::text,
  CONSTRAINT signin_mark_pkey PRIMARY KEY (session_id, person_id),
  CONSTRAINT signin_mark_how_check CHECK ((how = ANY (ARRAY['code'::text, 'scan'::text, 'hand'::text]))),
  CONSTRAINT signin_mark_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT signin_mark_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_mark_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id),
  CONSTRAINT signin_mark_state_check CHECK ((state = ANY (ARRAY['in'::text, 'waiting'::text, 'void'::text])))
);

CREATE INDEX signin_mark_device ON public.signin_mark USING btree (session_id, device);

CREATE INDEX signin_mark_person ON public.signin_mark USING btree (person_id, at);

CREATE INDEX signin_mark_scan ON public.signin_mark USING btree (scan_id) WHERE (scan_id <> ''::text);

CREATE TABLE signin_network (
  school_id text NOT NULL,
  network text NOT NULL,
  CONSTRAINT signin_network_pkey PRIMARY KEY (school_id, network),
  CONSTRAINT signin_network_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE signin_organiser (
  session_id text NOT NULL,
  person_id text NOT NULL,
  school_id text NOT NULL,
  CONSTRAINT signin_organiser_pkey PRIMARY KEY (session_id, person_id),
  CONSTRAINT signin_organiser_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT signin_organiser_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_organiser_session_id_fkey FOREIGN KEY (session_id) REFERENCES signin_session(id)
);

CREATE INDEX signin_organiser_person ON public.signin_organiser USING btree (person_id);

CREATE TABLE signin_session (
  id text NOT NULL,
  school_id text NOT NULL,
  title text NOT NULL,
  place text NOT NULL,
  who text NOT NULL,
  opens_at bigint NOT NULL,
  starts_at bigint NOT NULL,
  late_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  capacity bigint NOT NULL,
  walk_ins boolean NOT NULL,
  sign_out boolean NOT NULL,
  secret text NOT NULL,
  series_id text NOT NULL,
  lesson_class text NOT NULL,
  lesson_day text NOT NULL,
  lesson_period bigint NOT NULL,
  state text NOT NULL,
  made_by text NOT NULL,
  made_at bigint NOT NULL,
  closed_by text NOT NULL,
  closed_at bigint NOT NULL,
  ask_by text NOT NULL,
  ask_why text NOT NULL,
  ask_at bigint NOT NULL,
  reminded_at bigint NOT NULL,
  in_school boolean NOT NULL DEFAULT false,
  seats boolean NOT NULL DEFAULT false,
  CONSTRAINT signin_session_pkey PRIMARY KEY (id),
  CONSTRAINT signin_session_check CHECK (((opens_at <= starts_at) AND (starts_at <= late_at) AND (late_at <= ends_at) AND (starts_at < ends_at))),
  CONSTRAINT signin_session_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT signin_session_state_check CHECK ((state = ANY (ARRAY['live'::text, 'closed'::text, 'final'::text, 'cancelled'::text]))),
  CONSTRAINT signin_session_who_check CHECK ((who = ANY (ARRAY['open'::text, 'staff'::text, 'classes'::text, 'list'::text])))
);

CREATE INDEX signin_session_day ON public.signin_session USING btree (school_id, starts_at);

CREATE INDEX signin_session_live ON public.signin_session USING btree (state, ends_at);

CREATE TABLE subsidy (
  school_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  amount bigint NOT NULL,
  expires_at bigint NOT NULL,
  given_by text NOT NULL,
  given_at bigint NOT NULL,
  CONSTRAINT subsidy_pkey PRIMARY KEY (school_id, id),
  CONSTRAINT subsidy_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE substitution (
  id text NOT NULL,
  school_id text NOT NULL,
  day text NOT NULL,
  class_id text NOT NULL,
  period bigint NOT NULL,
  teacher_id text,
  room text NOT NULL,
  cancelled boolean NOT NULL,
  note text NOT NULL,
  made_by text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT substitution_pkey PRIMARY KEY (id),
  CONSTRAINT substitution_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id),
  CONSTRAINT substitution_school_id_day_class_id_period_key UNIQUE (school_id, day, class_id, period),
  CONSTRAINT substitution_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT substitution_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id)
);

CREATE TABLE term (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  first_day text NOT NULL,
  last_day text NOT NULL,
  created_at bigint NOT NULL,
  CONSTRAINT term_pkey PRIMARY KEY (id),
  CONSTRAINT term_school_id_first_day_key UNIQUE (school_id, first_day),
  CONSTRAINT term_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE terminal (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  staff boolean NOT NULL,
  gate_id text,
  token_hash text,
  pairing_hash text,
  pairing_until bigint,
  revoked_at bigint,
  last_at bigint,
  clock_offset_ms bigint,
  version text NOT NULL,
  created_at bigint NOT NULL,
  list_version bigint,
  list_at bigint,
  queued bigint,
  last_error text NOT NULL DEFAULT ''::text,
  log_seq bigint NOT NULL DEFAULT 0,
  log_last bigint NOT NULL DEFAULT 0,
  log_hash text NOT NULL DEFAULT ''::text,
  log_written bigint NOT NULL DEFAULT 0,
  complete_until bigint NOT NULL DEFAULT 0,
  clear_at bigint NOT NULL DEFAULT 0,
  list_feed bigint,
  scope_feed boolean NOT NULL DEFAULT false,
  scope_identity boolean NOT NULL DEFAULT false,
  scene text NOT NULL,
  kind text NOT NULL,
  keeps_nothing boolean NOT NULL DEFAULT false,
  unknown_chips bigint NOT NULL DEFAULT 0,
  unknown_chips_at bigint NOT NULL DEFAULT 0,
  reversed_chip_at bigint NOT NULL DEFAULT 0,
  CONSTRAINT terminal_pkey PRIMARY KEY (id),
  CONSTRAINT terminal_gate_id_fkey FOREIGN KEY (gate_id) REFERENCES gate(id),
  CONSTRAINT terminal_pairing_hash_key UNIQUE (pairing_hash),
  CONSTRAINT terminal_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT terminal_token_hash_key UNIQUE (token_hash)
);

CREATE INDEX terminal_school ON public.terminal USING btree (school_id, created_at);

CREATE TABLE terminal_shift (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  staff_id text NOT NULL,
  since bigint NOT NULL,
  until_at bigint NOT NULL,
  CONSTRAINT pickup_shift_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT pickup_shift_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT pickup_shift_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES person(id),
  CONSTRAINT pickup_shift_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE TABLE till (
  terminal_id text NOT NULL,
  school_id text NOT NULL,
  merchant_id text NOT NULL,
  set_at bigint NOT NULL,
  CONSTRAINT till_pkey PRIMARY KEY (terminal_id),
  CONSTRAINT till_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(id),
  CONSTRAINT till_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT till_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id)
);

CREATE INDEX till_merchant ON public.till USING btree (school_id, merchant_id);

CREATE TABLE till_batch (
  school_id text NOT NULL,
  terminal_id text NOT NULL,
  day text NOT NULL,
  sales bigint NOT NULL,
  sold bigint NOT NULL,
  refunds bigint NOT NULL,
  refunded bigint NOT NULL,
  balanced boolean NOT NULL,
  said text NOT NULL,
  closed_by text NOT NULL,
  closed_at bigint NOT NULL,
  CONSTRAINT till_batch_pkey PRIMARY KEY (terminal_id, day),
  CONSTRAINT till_batch_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE topup (
  id text NOT NULL,
  school_id text NOT NULL,
  person_id text NOT NULL,
  asked_by text NOT NULL,
  asked_key text NOT NULL,
  way text NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL,
  link text NOT NULL,
  reason text NOT NULL,
  got bigint NOT NULL,
  wechat_id text NOT NULL,
  day text NOT NULL,
  at bigint NOT NULL,
  expires_at bigint NOT NULL,
  paid_at bigint NOT NULL,
  next_at bigint NOT NULL,
  tries bigint NOT NULL,
  CONSTRAINT topup_new_pkey PRIMARY KEY (id),
  CONSTRAINT topup_new_amount_check CHECK ((amount > 0)),
  CONSTRAINT topup_new_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT topup_new_school_id_asked_key_key UNIQUE (school_id, asked_key),
  CONSTRAINT topup_new_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT topup_new_state_check CHECK ((state = ANY (ARRAY['created'::text, 'paying'::text, 'paid'::text, 'closed'::text, 'failed'::text, 'disputed'::text, 'returning'::text, 'returned'::text, 'stuck'::text]))),
  CONSTRAINT topup_new_way_check CHECK ((way = ANY (ARRAY['native'::text, 'h5'::text, 'jsapi'::text])))
);

CREATE INDEX topup_day ON public.topup USING btree (school_id, day, at);

CREATE INDEX topup_due ON public.topup USING btree (next_at) WHERE (next_at > 0);

CREATE INDEX topup_person ON public.topup USING btree (school_id, person_id, day);

CREATE TABLE visit (
  pass_id text NOT NULL,
  school_id text NOT NULL,
  host_id text NOT NULL,
  person_id text NOT NULL,
  company text NOT NULL,
  phone text NOT NULL,
  purpose text NOT NULL,
  valid_from bigint NOT NULL,
  valid_to bigint NOT NULL,
  left_at bigint,
  left_how text,
  created_at bigint NOT NULL,
  CONSTRAINT visit_pkey PRIMARY KEY (pass_id),
  CONSTRAINT visit_host_id_fkey FOREIGN KEY (host_id) REFERENCES person(id),
  CONSTRAINT visit_left_how_check CHECK ((left_how = ANY (ARRAY['gate'::text, 'office'::text, 'cancelled'::text]))),
  CONSTRAINT visit_pass_id_fkey FOREIGN KEY (pass_id) REFERENCES pass(id),
  CONSTRAINT visit_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT visit_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE INDEX visit_host ON public.visit USING btree (host_id, valid_to);

CREATE INDEX visit_school ON public.visit USING btree (school_id, valid_to);

CREATE TABLE wall (
  id text NOT NULL,
  school_id text NOT NULL,
  token_hash text NOT NULL,
  by_account text NOT NULL,
  created_at bigint NOT NULL,
  ended_at bigint,
  CONSTRAINT wall_pkey PRIMARY KEY (id),
  CONSTRAINT wall_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id),
  CONSTRAINT wall_token_hash_key UNIQUE (token_hash)
);

CREATE INDEX wall_school ON public.wall USING btree (school_id);

CREATE TABLE wechat_user (
  app_id text NOT NULL,
  account_id text NOT NULL,
  openid text NOT NULL,
  bound_at bigint NOT NULL,
  CONSTRAINT wechat_user_pkey PRIMARY KEY (app_id, account_id),
  CONSTRAINT wechat_user_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);

CREATE TABLE wipe_now (
  one bigint NOT NULL
);

CREATE TABLE zone (
  id text NOT NULL,
  school_id text NOT NULL,
  name text NOT NULL,
  parent_id text,
  created_at bigint NOT NULL,
  passback text NOT NULL DEFAULT 'none'::text,
  passback_minutes bigint NOT NULL DEFAULT 10,
  people_limit bigint NOT NULL DEFAULT 0,
  limit_mode text NOT NULL DEFAULT 'hard'::text,
  sequence text NOT NULL DEFAULT 'none'::text,
  two_person boolean NOT NULL DEFAULT false,
  needs_group text,
  keeps_count boolean NOT NULL DEFAULT false,
  forget_minutes bigint NOT NULL DEFAULT 1080,
  reset_minute bigint NOT NULL DEFAULT '-1'::integer,
  reset_at bigint NOT NULL DEFAULT 0,
  CONSTRAINT zone_pkey PRIMARY KEY (id),
  CONSTRAINT zone_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES zone(id),
  CONSTRAINT zone_school_id_fkey FOREIGN KEY (school_id) REFERENCES school(id)
);

CREATE TABLE zone_right (
  zone_id text NOT NULL,
  role text NOT NULL,
  school_id text NOT NULL,
  effect text NOT NULL,
  CONSTRAINT zone_right_pkey PRIMARY KEY (zone_id, role),
  CONSTRAINT zone_right_effect_check CHECK ((effect = ANY (ARRAY['allow'::text, 'confirm'::text]))),
  CONSTRAINT zone_right_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);

CREATE TABLE zone_tally (
  zone_id text NOT NULL,
  inside bigint NOT NULL,
  epoch bigint NOT NULL,
  CONSTRAINT zone_tally_pkey PRIMARY KEY (zone_id),
  CONSTRAINT zone_tally_zone_id_fkey FOREIGN KEY (zone_id) REFERENCES zone(id)
);
