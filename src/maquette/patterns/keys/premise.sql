-- premise: no two rows of {table} have the same {column} but for its case
DELETE FROM {table} USING (
    SELECT tableoid AS part, ctid AS place, row_number() OVER (PARTITION BY {value}) AS nth FROM {table} WHERE {column} IS NOT NULL
) AS alike WHERE {table}.tableoid = alike.part AND {table}.ctid = alike.place AND alike.nth > 1;
