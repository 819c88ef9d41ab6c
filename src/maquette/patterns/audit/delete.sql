-- trial: DELETE and TRUNCATE of {table} are told
DO $$
DECLARE
    gone bigint;
    told bigint;
BEGIN
    DELETE FROM {table};
    GET DIAGNOSTICS gone = ROW_COUNT;
    TRUNCATE {table};
    SELECT count(*) INTO told FROM {trail} t
    WHERE t.transaction = pg_current_xact_id() AND t.relation = {relation} AND t.operation = 'DELETE' AND t.key <@ t.old;
    ASSERT told = gone, format('%s of %s', told, gone);
    ASSERT EXISTS (SELECT FROM {trail} t WHERE t.transaction = pg_current_xact_id() AND t.relation = {relation}
        AND t.operation = 'TRUNCATE'), 'TRUNCATE';
END $$;

-- probe: DELETE of every row of {table}
DELETE FROM {table};
