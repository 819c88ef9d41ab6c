-- Sizes of tables, materialized views and indexes, in pages of 8192 bytes.
SELECT c.oid, c.relkind AS kind, n.nspname AS schema, c.relname AS name,
       coalesce(pg_relation_size(c.oid), 0) / 8192 AS pages, c.relpages,
       c.reltuples::float8 AS rows,
       c.relallvisible AS all_visible, c.relallfrozen AS all_frozen,
       CASE WHEN c.reltoastrelid <> 0 THEN coalesce(pg_relation_size(c.reltoastrelid), 0) / 8192 ELSE 0 END AS toast_pages
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'm', 'i', 'I')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
