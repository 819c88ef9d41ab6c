-- Counters of the database and the server.
SELECT statement_timestamp()::text AS observed_at, pg_postmaster_start_time()::text AS started_at,
       s.stats_reset::text AS since, s.xact_commit AS commits, s.xact_rollback AS rollbacks,
       s.blks_read AS blocks_read, s.blks_hit AS blocks_hit, s.temp_files, s.temp_bytes, s.deadlocks,
       age(d.datfrozenxid) AS database_xid_age, mxid_age(d.datminmxid) AS database_multixact_age,
       pg_is_in_recovery() AS standby,
       (SELECT count(*) FROM pg_stat_replication r
        WHERE r.state IS DISTINCT FROM 'backup'
          AND NOT EXISTS (SELECT FROM pg_replication_slots l WHERE l.active_pid = r.pid AND l.slot_type = 'logical')
       ) AS replicas,
       a.archived_count AS archived, a.failed_count AS archive_failures
FROM pg_stat_database s
JOIN pg_database d ON d.oid = s.datid
CROSS JOIN pg_stat_archiver a
WHERE d.datname = current_database()
