-- Autovacuum analyzes partitions, not the table over them.
-- step: statistics of {table}
ANALYZE {table};
-- undo
