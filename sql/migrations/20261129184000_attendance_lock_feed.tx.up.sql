-- The school's feed number at which the register was closed: on the days that it closed,
-- what came with a later number counts no more, so that a rebuild says the same. Locks
-- from before this column count everything.
ALTER TABLE attendance_lock ADD COLUMN feed BIGINT NOT NULL DEFAULT 9223372036854775807;
