-- Extended statistics objects.
SELECT s.oid, s.stxrelid AS relation, n.nspname AS schema, s.stxname AS name, s.stxkind AS kinds,
       s.stxkeys::int2[] AS columns, nullif(s.stxstattarget, -1) AS target
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
