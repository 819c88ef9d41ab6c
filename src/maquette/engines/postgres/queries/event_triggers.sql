-- Event triggers.
SELECT e.evtname AS name, e.evtevent AS event, n.nspname AS function_schema, p.proname AS function_name,
       e.evtenabled AS enabled, coalesce(e.evttags, '{}') AS tags
FROM pg_event_trigger e
JOIN pg_proc p ON p.oid = e.evtfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE NOT EXISTS (SELECT FROM pg_depend x
                  WHERE x.classid = 'pg_event_trigger'::regclass AND x.objid = e.oid AND x.deptype = 'e')
ORDER BY 1
