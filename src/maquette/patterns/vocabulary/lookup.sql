-- step: table {lookup}
CREATE TABLE {lookup} (word {type} PRIMARY KEY, meaning text);
-- undo
DROP TABLE {lookup};

-- step: words of {lookup}
INSERT INTO {lookup} (word) VALUES {rows} ON CONFLICT DO NOTHING;
-- undo
-- They go with their table.

-- step: constraint {foreign} on {table}
ALTER TABLE {table} ADD CONSTRAINT {foreign} FOREIGN KEY ({column}) REFERENCES {lookup} (word) NOT VALID;
-- undo
ALTER TABLE {table} DROP CONSTRAINT {foreign};

-- step: constraint {foreign} on {table} validated
ALTER TABLE {table} VALIDATE CONSTRAINT {foreign};
-- undo
-- It goes with the constraint.
