-- Since when pg_stat_statements has counted, and how many statements it has forgotten since.
SELECT i.stats_reset::text AS since, i.dealloc AS evicted FROM pg_stat_statements_info i
