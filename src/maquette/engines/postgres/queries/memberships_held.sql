-- Which of the server's reading roles this role has.
SELECT pg_has_role('pg_read_all_settings', 'USAGE') AS settings, pg_has_role('pg_read_all_stats', 'USAGE') AS stats,
       current_setting('is_superuser') = 'on' AS superuser
