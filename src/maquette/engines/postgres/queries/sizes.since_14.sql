-- Tables, materialized views and indexes as VACUUM and ANALYZE left them in pg_class.
SELECT c.oid, c.relkind AS kind, n.nspname AS schema, c.relname AS name,
       c.relpages,
       c.reltuples::float8 AS rows,
       c.relallvisible AS all_visible, 0 AS all_frozen
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'm', 'i', 'I')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
