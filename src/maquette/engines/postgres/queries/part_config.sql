-- The tables that pg_partman keeps: schema and table with a dot between. Its schema is the search path.
SELECT split_part(parent_table, '.', 1) AS schema, split_part(parent_table, '.', 2) AS name
FROM part_config
ORDER BY 1, 2
