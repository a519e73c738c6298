DROP TABLE attendance_session;
