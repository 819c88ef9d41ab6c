-- Counters of indexes.
SELECT s.schemaname AS schema, s.indexrelname AS name, s.idx_scan AS scans, s.idx_tup_read AS rows_read,
       s.idx_tup_fetch AS rows_fetched, s.last_idx_scan::text AS last_scan
FROM pg_stat_user_indexes s
