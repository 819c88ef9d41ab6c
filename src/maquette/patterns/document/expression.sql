-- step outside a transaction: index {index} on {table}
CREATE INDEX CONCURRENTLY {name} ON {table} (({value}));
-- undo outside a transaction
DROP INDEX CONCURRENTLY {index};

-- step: statistics of {index}
-- Of an expression's values the planner knows what ANALYZE has seen since its index came.
ANALYZE {table};
-- undo
