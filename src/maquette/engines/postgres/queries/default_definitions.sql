-- Those expressions as text.
SELECT o.oid, pg_get_expr(d.adbin, d.adrelid) AS expression
FROM unnest($1::oid[]) o(oid)
JOIN pg_attrdef d ON d.oid = o.oid
