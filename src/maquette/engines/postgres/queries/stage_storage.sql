-- Relations of users, and the file that keeps their rows: another file means that they were rewritten.
SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_relation_filenode(c.oid) AS file
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind <> 'c' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
