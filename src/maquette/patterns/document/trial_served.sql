-- trial: an index on {column} of {table} serves {condition}
DO $$
DECLARE
    line text;
    served boolean := false;
BEGIN
    SET LOCAL enable_seqscan = off;  -- few rows, or many: what is tried is whether it can
    FOR line IN EXECUTE {asked} LOOP
        served := served OR line LIKE '%Index Cond%';
    END LOOP;
    ASSERT served, 'no index';
END $$;
