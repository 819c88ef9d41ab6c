-- Statistics of columns as pg_stats shows them; lists of values are array literals.
CREATE TEMP TABLE planted_statistics (
    number integer, schema text, relation text, attribute text, inherited boolean,
    null_fraction real, width integer, "distinct" real,
    common_values text, common_frequencies real[], histogram text, correlation real,
    common_elements text, element_frequencies real[], element_counts real[],
    range_lengths text, range_empty_fraction real, range_bounds text
)
