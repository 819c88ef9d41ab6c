-- premise: {table}.{tenant} is never null
UPDATE {table} SET {tenant} = (SELECT {tenant} FROM {table} WHERE {tenant} IS NOT NULL LIMIT 1) WHERE {tenant} IS NULL;
