-- Until when a demo school's days have been played, in Unix milliseconds.
CREATE TABLE attendance_demo (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  until BIGINT NOT NULL
);
