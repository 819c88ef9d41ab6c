-- premise: no row refers to a deleted row of {parent}
UPDATE {parent} AS p SET {column} = NULL WHERE p.{column} IS NOT NULL AND EXISTS (SELECT FROM {child} AS c WHERE {joined});
