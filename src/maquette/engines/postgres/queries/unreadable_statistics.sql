-- Analyzed tables of which pg_stats hides something: the role may not SELECT a column, or row security applies to it.
SELECT c.oid, c.relrowsecurity AND row_security_active(c.oid) AS row_security
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'm') AND (c.reltuples > 0 OR c.relkind = 'p')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (c.relrowsecurity AND row_security_active(c.oid)
       OR NOT has_table_privilege(c.oid, 'SELECT')
          AND EXISTS (SELECT FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT')))
