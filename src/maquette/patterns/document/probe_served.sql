-- probe: rows of {table} where {condition}
SELECT count(*) FROM {table} WHERE {condition};
