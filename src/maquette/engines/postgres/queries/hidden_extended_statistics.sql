-- Owners of analyzed tables whose extended statistics pg_stats_ext hides from this role.
SELECT DISTINCT pg_get_userbyid(c.relowner) AS owner
FROM pg_statistic_ext s
JOIN pg_class c ON c.oid = s.stxrelid
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE c.reltuples > 0 AND NOT pg_has_role(c.relowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_stats_ext v WHERE v.statistics_schemaname = n.nspname AND v.statistics_name = s.stxname)
ORDER BY 1
