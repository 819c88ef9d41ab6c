-- Relations that another session locks, or waits to lock, against reading. An index stands for its table.
SELECT DISTINCT coalesce(i.indrelid, l.relation) AS oid
FROM pg_locks l
LEFT JOIN pg_index i ON i.indexrelid = l.relation
WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
