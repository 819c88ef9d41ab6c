-- Views as text.
SELECT o.oid, pg_get_viewdef(o.oid) AS definition FROM unnest($1::oid[]) o(oid)
