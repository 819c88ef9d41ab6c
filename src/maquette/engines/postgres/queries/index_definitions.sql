-- Indexes as text, and their predicates.
SELECT o.oid, pg_get_indexdef(o.oid) AS definition, pg_get_expr(i.indpred, i.indrelid) AS predicate
FROM unnest($1::oid[]) o(oid)
JOIN pg_index i ON i.indexrelid = o.oid
