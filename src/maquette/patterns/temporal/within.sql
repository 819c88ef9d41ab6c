-- step: constraint {constraint} on {table}
ALTER TABLE {table} ADD CONSTRAINT {constraint} FOREIGN KEY ({key}, PERIOD {held})
    REFERENCES {target} ({target_key}, PERIOD {target_period}) NOT VALID;
-- undo
ALTER TABLE {table} DROP CONSTRAINT {constraint};

-- step: sight of every row that {constraint} speaks of
ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};
-- undo
