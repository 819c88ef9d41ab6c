-- Functions, procedures and aggregates; constructors that a range type brings along are left out.
SELECT p.oid, n.nspname AS schema, p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments,
       p.prokind AS kind, l.lanname AS language, coalesce(pg_get_function_result(p.oid), 'void') AS returns,
       p.provolatile AS volatility, p.proparallel AS parallel, p.proisstrict AS strict, p.proleakproof AS leakproof,
       p.prosecdef AS security_definer, coalesce(p.proconfig, '{}') AS config, p.prosrc AS body,
       pg_get_userbyid(p.proowner) AS owner, p.proacl::text[] AS acl, d.description AS comment
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
