-- Before version 15 a view reads with the rights of its owner.
-- step: view {view}
CREATE VIEW {view} AS SELECT {columns} FROM {table} WHERE {column} IS NULL;{grants}
-- undo
DROP VIEW {view};
