-- The index made last.
SELECT max(indexrelid) AS oid FROM pg_index
