-- Relations that a twin gives sizes, and what the size of an index depends on: all of them, or those of $1.
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.relfilenode AS file,
       c.relpages, c.reltuples, c.relallvisible, am.amname AS method,
       i.indrelid AS heap, hn.nspname AS table_schema, hc.relname AS table_name, i.indisunique AS unique, i.indnkeyatts AS key_count,
       pg_get_expr(i.indpred, i.indrelid) AS predicate, c.reloptions AS options, inh.inhparent AS parent,
       keys.columns, keys.expressions, keys.types, keys.lengths, keys.alignments, image.classes, image.scalar, coalesce(image.equal, false) AS equal_image,
       coalesce(image.sorted, false) AS sorted
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_class hc ON hc.oid = i.indrelid
LEFT JOIN pg_namespace hn ON hn.oid = hc.relnamespace
LEFT JOIN pg_inherits inh ON inh.inhrelid = c.oid AND i.indexrelid IS NOT NULL
LEFT JOIN LATERAL (
    SELECT array_agg(coalesce(h.attname, a.attname)::text ORDER BY a.attnum) AS columns,
           array_agg(CASE WHEN h.attnum IS NULL THEN pg_get_indexdef(c.oid, a.attnum, true) END ORDER BY a.attnum) AS expressions,
           array_agg(t.typname::text ORDER BY a.attnum) AS types,
           array_agg(a.attlen ORDER BY a.attnum) AS lengths,
           array_agg(a.attalign::text ORDER BY a.attnum) AS alignments
    FROM pg_attribute a
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attribute h ON h.attrelid = i.indrelid AND h.attnum = i.indkey[a.attnum - 1] AND h.attnum <> 0
    WHERE a.attrelid = c.oid
) keys ON i.indexrelid IS NOT NULL
LEFT JOIN LATERAL (
    -- Support function 4 of a b-tree's operator class says that equal keys have equal bytes (btree, "Deduplication");
    -- for text it says so where the collation is deterministic.
    SELECT array_agg(o.opcname::text ORDER BY key.place) AS classes,
           array_agg(o.opckeytype = 0 ORDER BY key.place) AS scalar,  -- the index holds the value itself
           am.amname = 'btree' AND bool_and(EXISTS (
               SELECT FROM pg_amproc p
               WHERE p.amprocfamily = o.opcfamily AND p.amproclefttype = o.opcintype AND p.amprocnum = 4
                 AND (p.amproc <> 'btvarstrequalimage'::regproc OR coalesce(l.collisdeterministic, true)))) AS equal,
           -- Support function 11 of a GiST operator class sorts rows for a build.
           am.amname = 'gist' AND bool_and(EXISTS (
               SELECT FROM pg_amproc p WHERE p.amprocfamily = o.opcfamily AND p.amproclefttype = o.opcintype AND p.amprocnum = 11)) AS sorted
    FROM unnest(i.indclass::oid[], i.indcollation::oid[]) WITH ORDINALITY key (opclass, coll, place)
    JOIN pg_opclass o ON o.oid = key.opclass
    LEFT JOIN pg_collation l ON l.oid = key.coll
) image ON i.indexrelid IS NOT NULL
WHERE c.relkind IN ('r', 'm', 'i', 'p', 'I')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (cardinality($1::oid[]) = 0 OR c.oid = ANY ($1::oid[]))
ORDER BY c.oid
