-- Constraints as text.
SELECT o.oid, pg_get_constraintdef(o.oid) AS definition,
       CASE c.contype WHEN 'c' THEN pg_get_expr(c.conbin, c.conrelid) END AS expression
FROM unnest($1::oid[]) o(oid)
JOIN pg_constraint c ON c.oid = o.oid
