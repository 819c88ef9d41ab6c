-- Names of collations by their numbers.
SELECT c.oid, format('%I.%I', n.nspname, c.collname) AS name
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
