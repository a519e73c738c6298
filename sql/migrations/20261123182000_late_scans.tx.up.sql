-- What was uploaded later is not found by its number; the online scans, whose
-- numbers grow with time, do not pay for this index.
CREATE INDEX scan_late ON scan (school_id, at) WHERE mode = 'offline';
