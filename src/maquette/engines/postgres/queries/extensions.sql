-- Installed extensions, and the version that the server would install today; of pg_partman its table of settings, and
-- whether it may be read. A view or a table under row security is none that it made: its functions are not to run.
SELECT e.extname AS name, e.extversion AS version, n.nspname AS schema, a.default_version AS available,
    c.oid IS NOT NULL AS keeps,
    c.oid IS NOT NULL AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions() a ON a.name = e.extname
LEFT JOIN pg_class c ON c.oid = ANY (e.extconfig) AND c.relname = 'part_config' AND c.relnamespace = n.oid
    AND c.relkind = 'r' AND NOT c.relrowsecurity AND e.extname = 'pg_partman'
ORDER BY 1
