-- Foreign-data wrappers that no extension made, without options that hold secrets.
SELECT 'foreign-data wrapper' AS kind, quote_ident(w.fdwname) AS name,
       format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname)
           || coalesce(' HANDLER ' || nullif(w.fdwhandler, 0)::regproc, '')
           || coalesce(' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, '')
           || coalesce(' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', ')
                                        FROM pg_options_to_table(w.fdwoptions)
                                        WHERE option_name !~* 'pass|secret|token|key|credential') || ')', '') AS statement
FROM pg_foreign_data_wrapper w
WHERE NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_foreign_data_wrapper'::regclass AND e.objid = w.oid AND e.deptype = 'e')
