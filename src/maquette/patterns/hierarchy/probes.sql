-- probe: an UPDATE of every row of {table} that moves none
UPDATE {table} SET {column} = {column};

-- probe: an UPDATE that moves ten leaves of {table} to a root
UPDATE {table} SET {parent} = NULL WHERE {id} IN (
    SELECT t.{id} FROM {table} AS t
     WHERE NOT EXISTS (SELECT FROM {table} AS below WHERE below.{parent} = t.{id}) AND t.{parent} IS NOT NULL LIMIT 10
);

-- probe: the whole subtree of the first row, by the parents alone
WITH RECURSIVE down AS (
    (SELECT {id} AS node FROM {table} ORDER BY {id} LIMIT 1)
    UNION
    SELECT t.{id} FROM down JOIN {table} AS t ON t.{parent} = down.node
) SELECT * FROM down;
