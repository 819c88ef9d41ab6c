-- pg_stats_ext_exprs (14: never over children).
SELECT s.statistics_schemaname AS object_schema, s.statistics_name AS object_name, s.expr AS column, false AS inherited,
       s.null_frac AS null_fraction, s.avg_width AS width, s.n_distinct AS distinct,
       s.most_common_vals::text::text[] AS common_values, s.most_common_freqs AS common_frequencies,
       s.histogram_bounds::text::text[] AS histogram, s.correlation,
       s.most_common_elems::text::text[] AS common_elements, s.most_common_elem_freqs AS element_frequencies,
       s.elem_count_histogram AS element_counts,
       NULL::text[] AS range_lengths, NULL::float4 AS range_empty_fraction, NULL::text[] AS range_bounds
FROM pg_stats_ext_exprs s
WHERE s.schemaname !~ '^pg_' AND s.schemaname <> 'information_schema'
