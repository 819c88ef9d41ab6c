-- Whether a session waits for a lock.
SELECT EXISTS (SELECT FROM pg_locks l WHERE l.pid = $1 AND NOT l.granted) AS waits
