-- Grants on single columns; `owner` is what the table's built-in default gives its owner.
SELECT a.attrelid AS relation, a.attname AS name, a.attacl::text[] AS acl,
       acldefault('r', c.relowner)::text[] AS owner
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum
