-- step: column {language} on {table}
ALTER TABLE {table} ADD COLUMN {language} text NOT NULL DEFAULT {default};
-- undo
ALTER TABLE {table} DROP COLUMN {language};
