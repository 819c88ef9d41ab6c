-- Publications (up to 14: of tables or of all tables).
SELECT p.pubname AS name, pg_get_userbyid(p.pubowner) AS owner, p.puballtables AS all_tables, p.pubviaroot AS via_root,
       p.pubinsert AS insert, p.pubupdate AS update, p.pubdelete AS delete, p.pubtruncate AS truncate,
       ARRAY(SELECT r.prrelid FROM pg_publication_rel r WHERE r.prpubid = p.oid) AS tables, '{}'::text[] AS schemas,
       '{}'::json[] AS parts
FROM pg_publication p
WHERE NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_publication'::regclass AND e.objid = p.oid AND e.deptype = 'e')
ORDER BY 1
