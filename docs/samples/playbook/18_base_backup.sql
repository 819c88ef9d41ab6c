-- section: Backup and recovery
-- title: Base backup and archive
-- passed on: pg_basebackup -v -P, archive_command = 'test ! -f … && cp …'.
-- wrong: `cp` does not flush: a crash of the archive's machine loses what was said to be archived. A backup that was never verified and never restored is a hope. -W asks for a password that no script can type. Tools made for this (pgBackRest, Barman, WAL-G) do all of it.
-- shell:
pg_basebackup --host=primary --username=backup --pgdata=/backup/base --wal-method=stream --checkpoint=fast --manifest-checksums=SHA256 --progress --no-password
pg_verifybackup /backup/base
-- shell since 17: only what has changed since
pg_basebackup --host=primary --username=backup --pgdata=/backup/monday --incremental=/backup/base/backup_manifest --no-password
-- conf: archiving
archive_mode = on
archive_command = 'pgbackrest --stanza=main archive-push %p'
archive_timeout = 60s
-- conf: recovery to a moment, with an empty file recovery.signal
restore_command = 'pgbackrest --stanza=main archive-get %f "%p"'
recovery_target_time = '2026-01-31 11:59:00 UTC'
recovery_target_action = promote
-- form:
SELECT archived_count, last_archived_time, failed_count, last_failed_wal FROM pg_stat_archiver;
