-- Tables with all their partitions, as pg_class has them now.
SELECT c.oid, c.relkind::text AS kind, c.relfilenode AS file, c.relpages, c.reltuples, c.relallvisible,
       c.relallfrozen
FROM pg_class c
WHERE c.oid = ANY ($1::oid[])
   OR c.oid IN (SELECT relid FROM unnest($1::oid[]) top, pg_partition_tree(top))
