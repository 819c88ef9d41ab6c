-- step: column {column} on {table}, generated
ALTER TABLE {table} ADD COLUMN {column} {type} GENERATED ALWAYS AS ({value}) STORED;
-- undo
ALTER TABLE {table} DROP COLUMN {column};
