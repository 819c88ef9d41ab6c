-- Indexes of those tables that were made after that one, oldest first.
SELECT indexrelid AS oid FROM pg_index WHERE indexrelid > $1 AND indrelid = ANY ($2::oid[]) ORDER BY 1
