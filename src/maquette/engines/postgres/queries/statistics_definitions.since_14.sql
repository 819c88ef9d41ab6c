-- Extended statistics objects as text.
SELECT o.oid, pg_get_statisticsobjdef(o.oid) AS definition, pg_get_statisticsobjdef_expressions(o.oid) AS expressions
FROM unnest($1::oid[]) o(oid)
