-- probe: rows of {table} since yesterday
SELECT count(*) FROM {table} WHERE {key} >= now() - interval '1 day';
