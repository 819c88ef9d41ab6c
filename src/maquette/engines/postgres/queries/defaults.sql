-- Which columns have a default or a generation expression.
SELECT d.oid, d.adrelid AS relation, d.adnum AS number
FROM pg_attrdef d
JOIN pg_class c ON c.oid = d.adrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
