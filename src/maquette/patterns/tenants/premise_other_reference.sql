-- premise: every row of {table} belongs to the tenant of the {target} that it refers to
UPDATE {table} AS c SET ({columns}) = (
    SELECT {target_columns} FROM {target} AS p WHERE p.{tenant} = c.{tenant} LIMIT 1
) FROM {target} AS p WHERE {same} AND c.{tenant} <> p.{tenant};
