-- section: Replication and scaling
-- title: Streaming replication
-- passed on: wal_keep_segments, recovery.conf, standby_mode, trigger_file, one synchronous standby.
-- wrong: wal_keep_segments went in 13, recovery.conf with standby_mode and trigger_file in 12 (a server that finds it does not start). With one synchronous standby every commit waits for ever once that one is down. A slot keeps what a standby still needs, and needs a limit.
-- conf: the primary
wal_level = replica
max_wal_senders = 10
max_replication_slots = 10
max_slot_wal_keep_size = 50GB
synchronous_commit = on
synchronous_standby_names = 'ANY 1 (replica1, replica2)'
-- conf: a standby, which has an empty file standby.signal; pg_basebackup -R writes both
primary_conninfo = 'host=primary port=5432 user=replicator application_name=replica1'
primary_slot_name = 'replica1'
hot_standby = on
hot_standby_feedback = on
-- form:
SELECT pg_create_physical_replication_slot('replica1', true);
SELECT application_name, state, sync_state, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS bytes_behind, replay_lag FROM pg_stat_replication;
SELECT slot_name, active, wal_status, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) AS bytes_kept FROM pg_replication_slots;
SELECT pg_drop_replication_slot('replica1');
