DROP TABLE attendance_told;
