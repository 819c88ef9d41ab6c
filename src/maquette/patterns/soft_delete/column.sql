-- Instant, and NULL is true of every row that is there.
-- step: column {column} on {table}
ALTER TABLE {table} ADD COLUMN {column} timestamptz;
-- undo
ALTER TABLE {table} DROP COLUMN {column};
