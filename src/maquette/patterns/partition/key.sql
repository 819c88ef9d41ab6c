-- An attempt that was interrupted left an invalid index, which goes first.
-- step outside a transaction: index {index} on {table}
DROP INDEX CONCURRENTLY IF EXISTS {index};
CREATE UNIQUE INDEX CONCURRENTLY {index_name} ON {table} ({columns});
-- undo outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS {index};
