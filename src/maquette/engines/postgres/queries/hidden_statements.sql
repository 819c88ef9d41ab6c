-- How many statements of other roles are hidden from this one.
SELECT count(*) AS count
FROM pg_stat_statements s
JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database() AND s.query = '<insufficient privilege>'
