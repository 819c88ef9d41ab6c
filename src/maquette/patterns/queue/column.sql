-- step: column {column} on {table}
ALTER TABLE {table} ADD COLUMN {column} {type};
-- undo
ALTER TABLE {table} DROP COLUMN {column};
