-- trial: no unique index of {table} minds deleted rows, but for its primary key and what foreign keys need
DO $$
DECLARE
    full_ones text;
BEGIN
    SELECT string_agg(c.relname, ', ') INTO full_ones FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = {table_text}::regclass AND i.indisunique AND NOT i.indisprimary
        AND coalesce(pg_get_expr(i.indpred, i.indrelid), '') NOT LIKE '%' || {column_text} || '%' AND c.relname <> ALL ({kept});
    ASSERT full_ones IS NULL, full_ones;
END $$;
