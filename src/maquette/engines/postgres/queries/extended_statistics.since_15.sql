-- pg_stats_ext.
SELECT s.schemaname AS schema, s.tablename AS name, s.statistics_schemaname AS object_schema,
       s.statistics_name AS object_name, s.inherited, s.n_distinct::text AS ndistinct,
       s.dependencies::text AS dependencies, s.most_common_vals AS common_values,
       s.most_common_freqs AS common_frequencies, s.most_common_base_freqs AS common_base_frequencies
FROM pg_stats_ext s
WHERE s.schemaname !~ '^pg_' AND s.schemaname <> 'information_schema'
ORDER BY s.statistics_schemaname, s.statistics_name, s.inherited
