-- premise: every row of {table} belongs to the tenant of the {target} that it refers to
UPDATE {table} AS c SET {tenant} = p.{tenant} FROM {target} AS p WHERE {same} AND c.{tenant} <> p.{tenant};
