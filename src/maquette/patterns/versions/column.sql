-- step: column {column} on {table}
ALTER TABLE {table} ADD COLUMN {column} integer NOT NULL DEFAULT 1;
-- undo
ALTER TABLE {table} DROP COLUMN {column};
