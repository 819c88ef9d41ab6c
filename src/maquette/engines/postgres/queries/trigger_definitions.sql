-- Triggers as text.
SELECT o.oid, pg_get_triggerdef(o.oid) AS definition FROM unnest($1::oid[]) o(oid)
