-- section: Monitoring and maintenance
-- title: Who waits for whom
-- passed on: pg_locks joined to itself.
-- wrong: The join has no condition between the two locks, so every waiting session is paired with every lock. The server itself tells who blocks whom.
-- form:
SELECT waiting.pid, now() - waiting.query_start AS waits, left(waiting.query, 60) AS waiting_query,
       blocking.pid AS blocked_by, blocking.state, now() - blocking.xact_start AS transaction_age, left(blocking.query, 60) AS last_query
FROM pg_stat_activity waiting
CROSS JOIN LATERAL unnest(pg_blocking_pids(waiting.pid)) AS by(pid)
LEFT JOIN pg_stat_activity blocking ON blocking.pid = by.pid
ORDER BY waits DESC;
