-- The 1,000 statements of this database that took most time, utility statements and maquette's own left out.
SELECT s.queryid::text AS id, min(s.query) AS sql, sum(s.calls)::float8 AS calls, sum(s.total_exec_time) AS total_ms,
       sum(s.rows)::float8 AS rows
FROM pg_stat_statements s
JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database()
  AND s.query NOT LIKE '%/* maquette */%'
  AND regexp_replace(s.query, '^(\s|\(|--[^\n]*\n|/\*.*?\*/)+', '') ~* '^(select|insert|update|delete|merge|with|values|table)\y'
GROUP BY s.queryid
ORDER BY total_ms DESC, id
LIMIT 1000
