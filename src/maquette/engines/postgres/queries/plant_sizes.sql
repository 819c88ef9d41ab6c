-- Each relation gets its new file and its counts.
UPDATE pg_class c
SET relfilenode = s.file, relpages = s.relpages, reltuples = s.reltuples, relallvisible = s.relallvisible
FROM planted_sizes s
WHERE c.oid = s.relation
