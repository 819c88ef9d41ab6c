-- trial: {promoted} of {table} is what {key} is, whatever is written
DO $$
<<trial>>
DECLARE
    written jsonb;
BEGIN
    FOREACH written IN ARRAY ARRAY['null', '"quixotry"', '17', '1e300', '-0.5', 'true', '[1]', '{"a": 1}']::jsonb[] LOOP
        BEGIN
            UPDATE {table} SET {column} = coalesce({column}, '{}') || jsonb_build_object({key}, trial.written)
             WHERE ctid = (SELECT ctid FROM {table} LIMIT 1);
        EXCEPTION WHEN check_violation THEN
            NULL;  -- the document has a rule of its own for it
        END;
        ASSERT NOT EXISTS (SELECT FROM {table} WHERE {promoted} IS DISTINCT FROM ({value})), written::text;
    END LOOP;
    BEGIN
        UPDATE {table} SET {promoted} = NULL WHERE {promoted} IS NOT NULL;
    EXCEPTION WHEN generated_always OR syntax_error THEN  -- the latter in PostgreSQL 13
        NULL;
    END;
    ASSERT NOT EXISTS (SELECT FROM {table} WHERE {promoted} IS DISTINCT FROM ({value})), 'written by hand';
END $$;
