-- It reads with the rights, and under the policies, of whoever reads it.
-- step: view {view}
CREATE VIEW {view} WITH (security_invoker = true) AS SELECT {columns} FROM {table} WHERE {column} IS NULL;{grants}
-- undo
DROP VIEW {view};
