-- step outside a transaction: index {index} on {table}
CREATE INDEX CONCURRENTLY {name} ON {table} USING gin (({document}));
-- undo outside a transaction
DROP INDEX CONCURRENTLY {index};
