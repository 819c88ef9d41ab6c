-- Each relation gets (since 18: with the frozen pages) its new file and its counts.
UPDATE pg_class c
SET relfilenode = s.file, relpages = s.relpages, reltuples = s.reltuples, relallvisible = s.relallvisible,
    relallfrozen = s.relallfrozen
FROM planted_sizes s
WHERE c.oid = s.relation
