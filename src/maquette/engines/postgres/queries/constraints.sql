-- Constraints of tables; the copies that a foreign key to a partitioned table keeps for each partition are left out.
SELECT c.oid, c.conrelid AS relation, c.conname AS name, c.contype AS kind, c.convalidated AS validated,
       true AS enforced, c.condeferrable AS deferrable, c.condeferred AS deferred, NOT c.conislocal AS inherited,
       coalesce(c.conkey, '{}') AS columns, c.conindid AS index, c.confrelid AS target,
       coalesce(c.confkey, '{}') AS target_columns, c.confdeltype AS on_delete, c.confupdtype AS on_update,
       c.confmatchtype AS match, false AS period, d.description AS comment
FROM pg_constraint c
JOIN pg_namespace n ON n.oid = c.connamespace
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_constraint'::regclass
WHERE c.conrelid <> 0 AND c.contype IN ('p', 'u', 'f', 'c', 'x', 'n')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
