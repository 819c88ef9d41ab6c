-- Functions and procedures as text; `body` where it is SQL-standard and no string.
SELECT o.oid, pg_get_functiondef(o.oid) AS definition, pg_get_function_sqlbody(o.oid) AS body
FROM unnest($1::oid[]) o(oid)
