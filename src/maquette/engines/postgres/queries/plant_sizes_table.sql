-- What pg_class and the file system are to say of each relation.
CREATE TEMP TABLE planted_sizes (
    relation oid, file oid, relpages integer, reltuples real, relallvisible integer, relallfrozen integer
)
