-- Partition keys and bounds as text.
SELECT o.oid, CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS key,
       pg_get_expr(c.relpartbound, c.oid) AS bound
FROM unnest($1::oid[]) o(oid)
JOIN pg_class c ON c.oid = o.oid
