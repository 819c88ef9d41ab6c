-- step outside a transaction: index {index} on {table}
CREATE INDEX CONCURRENTLY {name} ON {table} USING gin (({document}));
-- undo
DROP INDEX CONCURRENTLY {index};
