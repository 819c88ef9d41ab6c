-- Each relation gets its file and its counts.
UPDATE pg_class c
SET relfilenode = s.file, relpages = s.relpages, reltuples = s.reltuples, relallvisible = s.relallvisible
FROM unnest($1::oid[], $2::oid[], $3::integer[], $4::real[], $5::integer[], $6::integer[])
    s(relation, file, relpages, reltuples, relallvisible, relallfrozen)
WHERE c.oid = s.relation
