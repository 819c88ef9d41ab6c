-- pg_stats: columns that the role may read, and expressions of indexes.
SELECT s.schemaname AS schema, s.tablename AS name, s.attname AS column, s.inherited,
       s.null_frac AS null_fraction, s.avg_width AS width, s.n_distinct AS distinct,
       s.most_common_vals::text::text[] AS common_values, s.most_common_freqs AS common_frequencies,
       s.histogram_bounds::text::text[] AS histogram, s.correlation,
       s.most_common_elems::text::text[] AS common_elements, s.most_common_elem_freqs AS element_frequencies,
       s.elem_count_histogram AS element_counts,
       s.range_length_histogram::text::text[] AS range_lengths, s.range_empty_frac AS range_empty_fraction,
       s.range_bounds_histogram::text::text[] AS range_bounds
FROM pg_stats s
WHERE s.schemaname !~ '^pg_' AND s.schemaname <> 'information_schema'
