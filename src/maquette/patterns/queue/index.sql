-- step outside a transaction: index {index}
CREATE INDEX CONCURRENTLY {index_name} ON {table} ({order}) WHERE {open};
-- undo outside a transaction
DROP INDEX CONCURRENTLY {index};
