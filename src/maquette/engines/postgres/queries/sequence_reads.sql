-- How to read the positions of sequences: pg_sequence_last_value() would take ROW EXCLUSIVE locks, SELECT does not.
SELECT string_agg(format('SELECT %s::oid AS oid, CASE WHEN is_called THEN last_value END AS last_value FROM %I.%I',
                         c.oid, n.nspname, c.relname), E'\nUNION ALL ') AS statement
FROM unnest($1::oid[]) o(oid)
JOIN pg_class c ON c.oid = o.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery())
