-- Expression keys of indexes as text, and the collation that each key's type has by itself.
SELECT o.oid, a.attnum AS number, pg_get_indexdef(o.oid, a.attnum, false) AS expression, t.typcollation AS collation
FROM unnest($1::oid[]) o(oid)
JOIN pg_index i ON i.indexrelid = o.oid
JOIN pg_attribute a ON a.attrelid = o.oid AND i.indkey[a.attnum - 1] = 0
JOIN pg_type t ON t.oid = a.atttypid
