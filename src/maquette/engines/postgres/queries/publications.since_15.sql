-- Publications.
SELECT p.pubname AS name, pg_get_userbyid(p.pubowner) AS owner, p.puballtables AS all_tables, p.pubviaroot AS via_root,
       p.pubinsert AS insert, p.pubupdate AS update, p.pubdelete AS delete, p.pubtruncate AS truncate,
       ARRAY(SELECT r.prrelid FROM pg_publication_rel r WHERE r.prpubid = p.oid) AS tables,
       ARRAY(SELECT n.nspname::text FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid
             WHERE s.pnpubid = p.oid) AS schemas,
       ARRAY(SELECT json_build_object(
                 'relation', r.prrelid::bigint,
                 'columns', ARRAY(SELECT a.attname FROM unnest(r.prattrs) WITH ORDINALITY AS k (number, place)
                                  JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = k.number ORDER BY k.place),
                 'filter', pg_get_expr(r.prqual, r.prrelid))
             FROM pg_publication_rel r
             WHERE r.prpubid = p.oid AND (r.prattrs IS NOT NULL OR r.prqual IS NOT NULL)) AS parts
FROM pg_publication p
WHERE NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_publication'::regclass AND e.objid = p.oid AND e.deptype = 'e')
ORDER BY 1
