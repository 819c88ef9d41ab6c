-- Foreign servers, without options that hold secrets; user mappings are never read.
SELECT 'foreign server' AS kind, quote_ident(s.srvname) AS name,
       format('CREATE SERVER %I', s.srvname)
           || coalesce(' TYPE ' || quote_literal(s.srvtype), '')
           || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
           || format(' FOREIGN DATA WRAPPER %I', w.fdwname)
           || coalesce(' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', ')
                                        FROM pg_options_to_table(s.srvoptions)
                                        WHERE option_name !~* 'pass|secret|token|key|credential') || ')', '') AS statement
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_foreign_server'::regclass AND e.objid = s.oid AND e.deptype = 'e')
