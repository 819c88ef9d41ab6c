-- section: Monitoring and maintenance
-- title: Slow queries
-- passed on: total_time, mean_time … of pg_stat_statements, by mean_time.
-- wrong: The columns have been called total_exec_time … since 13. The mean puts a report that runs once a month before what fills the server: the sum does not.
-- form:
SELECT queryid, calls, round(total_exec_time) AS total_ms, round(mean_exec_time::numeric, 2) AS mean_ms, round(stddev_exec_time::numeric, 2) AS stddev_ms,
       rows / nullif(calls, 0) AS rows_a_call, shared_blks_hit + shared_blks_read AS pages, temp_blks_written AS temp_pages, wal_bytes, left(query, 80) AS query
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC
LIMIT 20;
-- since when: without that no sum says anything
SELECT stats_reset, dealloc FROM pg_stat_statements_info;
