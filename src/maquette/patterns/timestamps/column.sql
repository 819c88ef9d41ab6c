-- Without a default nothing is rewritten and old rows say "unknown"; with one they all say when it came. Both are instant.
-- step: column {column} on {table}
ALTER TABLE {table} ADD COLUMN {column} timestamptz{default};
-- undo
ALTER TABLE {table} DROP COLUMN {column};
