-- The index is built while all wait: right for few rows only.
-- step: constraint {constraint} on {table}
ALTER TABLE {table} ADD CONSTRAINT {constraint} {rule};
-- undo
ALTER TABLE {table} DROP CONSTRAINT {constraint};

-- step: constraint {sound} on {table}
ALTER TABLE {table} ADD CONSTRAINT {sound} CHECK (NOT isempty({period}) AND NOT upper_inc({period}));
-- undo
ALTER TABLE {table} DROP CONSTRAINT {sound};
