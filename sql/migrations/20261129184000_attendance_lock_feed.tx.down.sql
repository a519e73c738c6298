ALTER TABLE attendance_lock DROP COLUMN feed;
