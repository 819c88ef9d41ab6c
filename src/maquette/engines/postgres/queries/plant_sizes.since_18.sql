-- Each relation gets its file and its counts, since 18 also that of frozen pages.
UPDATE pg_class c
SET relfilenode = s.file, relpages = s.relpages, reltuples = s.reltuples, relallvisible = s.relallvisible,
    relallfrozen = s.relallfrozen
FROM unnest($1::oid[], $2::oid[], $3::integer[], $4::real[], $5::integer[], $6::integer[])
    s(relation, file, relpages, reltuples, relallvisible, relallfrozen)
WHERE c.oid = s.relation
