DROP TABLE attendance_lock;
