-- Locks that a session holds on relations of this database.
SELECT l.relation, l.mode
FROM pg_locks l
WHERE l.pid = $1 AND l.locktype = 'relation' AND l.granted
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
ORDER BY l.relation, l.mode
