-- Collations of users (since 17).
SELECT 'collation' AS kind, format('%I.%I', n.nspname, c.collname) AS name,
       format('CREATE COLLATION %I.%I (%s)', n.nspname, c.collname, concat_ws(', ',
           'PROVIDER = ' || CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END,
           'LC_COLLATE = ' || quote_literal(c.collcollate),
           'LC_CTYPE = ' || quote_literal(c.collctype),
           'LOCALE = ' || quote_literal(c.colllocale),
           'RULES = ' || quote_literal(c.collicurules),
           CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END)) AS statement
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.collprovider <> 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_collation'::regclass AND e.objid = c.oid AND e.deptype = 'e')
