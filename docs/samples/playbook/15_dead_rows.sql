-- section: Monitoring and maintenance
-- title: Dead rows and bloat
-- passed on: n_dead_tup over n_live_tup, as "bloat".
-- wrong: The columns are relname, not tablename. Dead rows are what VACUUM has still to do; bloat is free space that it has left, which the counters do not show. `schemaname||'.'||tablename` fails on names in quotes.
-- form:
SELECT relid::regclass AS "table", pg_size_pretty(pg_total_relation_size(relid)) AS size, n_live_tup, n_dead_tup,
       round(100.0 * n_dead_tup / nullif(n_live_tup + n_dead_tup, 0), 1) AS dead_percent, last_autovacuum, autovacuum_count
FROM pg_stat_user_tables
WHERE n_dead_tup > 1000
ORDER BY n_dead_tup DESC;
-- form:
CREATE EXTENSION IF NOT EXISTS pgstattuple;
SELECT c.oid::regclass AS "table", approx_free_percent, dead_tuple_percent
FROM pg_class c, pgstattuple_approx(c.oid)
WHERE c.relkind = 'r' AND c.relpages > 1000 AND c.relnamespace = 'public'::regnamespace
ORDER BY approx_free_space DESC LIMIT 20;
