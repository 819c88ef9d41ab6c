-- Where pg_stat_statements is, if it is.
SELECT n.nspname AS schema, coalesce(regexp_match(e.extversion, '^(\d+)\.(\d+)')::int[], '{0,0}') AS version,
       set_config('search_path', 'pg_catalog, ' || quote_ident(n.nspname), true) AS path
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'
