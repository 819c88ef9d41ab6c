-- pg_stats: columns that the role may read, and expressions of indexes (up to 16: without those of ranges).
SELECT s.schemaname AS schema, s.tablename AS name, s.attname AS column, s.inherited,
       s.null_frac AS null_fraction, s.avg_width AS width, s.n_distinct AS distinct,
       s.most_common_vals::text::text[] AS common_values, s.most_common_freqs AS common_frequencies,
       s.histogram_bounds::text::text[] AS histogram, s.correlation,
       s.most_common_elems::text::text[] AS common_elements, s.most_common_elem_freqs AS element_frequencies,
       s.elem_count_histogram AS element_counts,
       NULL::text[] AS range_lengths, NULL::float4 AS range_empty_fraction, NULL::text[] AS range_bounds
FROM pg_stats s
WHERE s.schemaname !~ '^pg_' AND s.schemaname <> 'information_schema'
