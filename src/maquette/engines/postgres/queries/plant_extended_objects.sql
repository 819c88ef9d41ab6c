-- Extended statistics objects: the types of their columns, under any domain (up to 13: no expressions).
SELECT s.oid, n.nspname AS schema, s.stxname AS name, format('%I.%I', tn.nspname, t.relname) AS relation,
       coalesce(keys.types, '{}') AS types, NULL::text[] AS expressions
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_class t ON t.oid = s.stxrelid
JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN LATERAL (
    SELECT array_agg(a.atttypid ORDER BY key.place) AS types
    FROM unnest(s.stxkeys::int2[]) WITH ORDINALITY key(number, place)
    JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = key.number
) keys ON true
