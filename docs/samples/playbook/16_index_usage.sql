-- section: Monitoring and maintenance
-- title: Indexes that nothing uses
-- passed on: pg_stat_user_indexes by idx_scan.
-- wrong: The columns are relname and indexrelname. A key is used though it is never scanned; a standby counts by itself; counters that are a day old say nothing. `maquette review` knows, and rehearses the DROP.
-- form:
SELECT s.indexrelid::regclass AS index, s.idx_scan, pg_size_pretty(pg_relation_size(s.indexrelid)) AS size,
       (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()) AS counted_since
FROM pg_stat_user_indexes s
JOIN pg_index i USING (indexrelid)
WHERE NOT i.indisunique AND NOT i.indisprimary AND NOT i.indisexclusion AND NOT i.indisreplident
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = s.indexrelid)
ORDER BY s.idx_scan, pg_relation_size(s.indexrelid) DESC;
-- since 16: when it was last used
SELECT indexrelid::regclass AS index, last_idx_scan FROM pg_stat_user_indexes ORDER BY last_idx_scan NULLS FIRST;
