-- The schema of this session's temporary tables.
SELECT nspname AS schema FROM pg_namespace WHERE oid = pg_my_temp_schema()
