-- The tenant is entered before the table is looked at: LATERAL and OFFSET keep that order.
-- probe: the rows of one tenant of {table}
SELECT own.* FROM (SELECT set_config({setting}, {value}, true)::{type} AS tenant OFFSET 0) AS entered,
    LATERAL (SELECT * FROM {table} WHERE {tenant} = entered.tenant OFFSET 0) AS own;

-- probe: an UPDATE of the rows of one tenant of {table}
UPDATE {table} SET {tenant} = {tenant}
  FROM (SELECT set_config({setting}, {value}, true)::{type} AS tenant OFFSET 0) AS entered
 WHERE {tenant} = entered.tenant;
