-- pg_stats_ext_exprs came with 14: before it, there are no statistics on expressions.
SELECT NULL AS object_schema, NULL AS object_name, NULL AS inherited WHERE false
