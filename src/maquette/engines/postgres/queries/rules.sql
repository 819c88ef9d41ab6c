-- Rewrite rules of users; a view's own rule is its definition.
SELECT r.oid, r.ev_class AS relation, r.rulename AS name
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
