DROP TABLE attendance_unseen;
