-- Indexes of tables and materialized views.
SELECT i.indexrelid AS oid, i.indrelid AS relation, n.nspname AS schema, c.relname AS name, am.amname AS method,
       i.indnkeyatts AS key_count, i.indkey::int2[] AS columns, i.indoption::int2[] AS orders,
       i.indclass::oid[] AS opclasses, i.indcollation::oid[] AS collations,
       i.indisunique AS unique, i.indisprimary AS primary, i.indnullsnotdistinct AS nulls_not_distinct,
       i.indisvalid AS valid, i.indisready AS ready, i.indisreplident AS replica_identity,
       i.indisclustered AS clustered, con.conname AS constraint, coalesce(c.reloptions, '{}') AS options,
       ts.spcname AS tablespace, d.description AS comment
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_constraint con ON con.conindid = c.oid AND con.contype IN ('p', 'u', 'x') AND con.conrelid = i.indrelid
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE i.indislive
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
