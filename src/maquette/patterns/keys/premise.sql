-- premise: no two rows of {table} have the same {column} but for its case
UPDATE {table} SET {column} = left(alike.number || alike.held, length(alike.held)) FROM (
    SELECT tableoid AS part, ctid AS place, {column}::text AS held, row_number() OVER () AS number,
        row_number() OVER (PARTITION BY {value}) AS nth
    FROM {table} WHERE {column} IS NOT NULL
) AS alike WHERE {table}.tableoid = alike.part AND {table}.ctid = alike.place AND alike.nth > 1;
