-- step: column {column} on {table}, virtual
ALTER TABLE {table} ADD COLUMN {column} {type} GENERATED ALWAYS AS ({value}) VIRTUAL;
-- undo
ALTER TABLE {table} DROP COLUMN {column};
