-- What an expression over one column gives for some of its values, as text, and the bytes that it takes.
-- What stands in braces is put in by the caller.
SELECT made.result::text AS value, coalesce(pg_column_size(made.result), 0) AS size
FROM unnest($1::text[]) WITH ORDINALITY given (value, place),
     LATERAL (SELECT given.value::{type} AS {column}) source,
     LATERAL (SELECT {expression} AS result) made
ORDER BY given.place
