-- The expressions of policies as text.
SELECT o.oid, pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
FROM unnest($1::oid[]) o(oid)
JOIN pg_policy p ON p.oid = o.oid
