-- Columns whose common values or bounds the admin does not read.
SELECT s.schema, s.relation, s.attribute, format_type(t.type, NULL) AS type
FROM planted_statistics s
JOIN pg_namespace n ON n.nspname = s.schema
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.relation
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attribute AND a.attnum > 0 AND NOT a.attisdropped
JOIN planted_types t ON t.type = a.atttypid
WHERE NOT t.readable
  AND (s.common_values IS NOT NULL OR s.histogram IS NOT NULL OR s.range_bounds IS NOT NULL OR s.common_elements IS NOT NULL)
