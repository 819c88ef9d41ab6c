-- Sizes of files now, in pages of 8192 bytes; TOAST's with its table. Takes ACCESS SHARE for a moment.
SELECT c.oid, coalesce(pg_relation_size(c.oid), 0) / 8192 AS pages,
       CASE WHEN c.reltoastrelid <> 0 THEN coalesce(pg_relation_size(c.reltoastrelid), 0) / 8192 ELSE 0 END AS toast_pages
FROM unnest($1::oid[]) o(oid)
JOIN pg_class c ON c.oid = o.oid
WHERE c.relkind IN ('r', 'm', 'i')
