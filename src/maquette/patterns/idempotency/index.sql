-- step outside a transaction: index {index}
CREATE INDEX CONCURRENTLY {index_name} ON {keys} (created_at);
-- undo outside a transaction
DROP INDEX CONCURRENTLY {index};
