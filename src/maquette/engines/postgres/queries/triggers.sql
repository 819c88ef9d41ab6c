-- Triggers of users, and the copies that partitions have of them.
SELECT t.oid, t.tgrelid AS relation, t.tgname AS name, n.nspname AS function_schema, p.proname AS function_name,
       t.tgtype AS type, t.tgenabled AS enabled, t.tgconstraint <> 0 AS constraint, t.tgparentid <> 0 AS inherited,
       t.tgqual IS NOT NULL AS conditional, d.description AS comment
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace cn ON cn.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_trigger'::regclass
WHERE (NOT t.tgisinternal OR t.tgparentid <> 0 AND t.tgconstraint = 0)
  AND cn.nspname !~ '^pg_' AND cn.nspname <> 'information_schema'
