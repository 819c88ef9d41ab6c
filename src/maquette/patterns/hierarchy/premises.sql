-- premise: the rows of {table} make trees, and no circle
UPDATE {table} AS t SET {parent} = (
    SELECT o.{id} FROM (SELECT {id} FROM {table} WHERE {id} < t.{id} ORDER BY {id} LIMIT 1 + (hashtext(t.{id}::text) & 31)) AS o
     ORDER BY o.{id} DESC LIMIT 1
);
