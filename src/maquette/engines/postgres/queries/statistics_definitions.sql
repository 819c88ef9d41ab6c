-- Extended statistics objects as text (up to 13: no expressions).
SELECT o.oid, pg_get_statisticsobjdef(o.oid) AS definition, NULL::text[] AS expressions
FROM unnest($1::oid[]) o(oid)
