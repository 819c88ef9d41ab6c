-- step: default {default} of {column} of {table}
ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default};
-- undo
ALTER TABLE {table} ALTER COLUMN {column} {before};
