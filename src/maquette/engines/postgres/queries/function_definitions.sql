-- Functions and procedures as text (up to 13: their body is always a string).
SELECT o.oid, pg_get_functiondef(o.oid) AS definition, NULL AS body FROM unnest($1::oid[]) o(oid)
