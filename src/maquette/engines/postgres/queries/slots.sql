-- Replication slots (up to 16: not since when they are unused).
SELECT s.slot_name AS name, s.slot_type AS kind, s.active, s.database, s.plugin, s.wal_status,
       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END,
                       s.restart_lsn)::bigint AS retained,
       NULL AS inactive_since, NULL AS invalidation_reason
FROM pg_replication_slots s
ORDER BY 1
