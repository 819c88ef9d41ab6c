-- Show indexes to the planner, or hide them from it.
UPDATE pg_index SET indisvalid = $2 WHERE indexrelid = ANY ($1::oid[])
