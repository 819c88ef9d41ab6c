-- step: column {vector} on {table}, generated
ALTER TABLE {table} ADD COLUMN {vector} tsvector GENERATED ALWAYS AS ({document}) STORED;
-- undo
ALTER TABLE {table} DROP COLUMN {vector};
