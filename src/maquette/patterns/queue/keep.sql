-- step: function {revive}
CREATE FUNCTION {revive}({arguments})
    RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
BEGIN
    UPDATE {table} AS job
    SET {dead} = {dead_not}, {attempts} = 0, leased_until = NULL, {run_at} = clock_timestamp()
    WHERE {is_it} AND {is_dead};
    RETURN FOUND;
END $$;
-- undo
DROP FUNCTION {revive}({types});

-- step: function {purge}
CREATE FUNCTION {purge}(older interval DEFAULT {keep}, up_to integer DEFAULT 10000)
    RETURNS bigint LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
DECLARE
    gone bigint;
BEGIN
    DELETE FROM {table} WHERE ctid = ANY (ARRAY(
        SELECT job.ctid FROM {table} AS job WHERE {is_done} AND job.{ended} < now() - older
        LIMIT up_to FOR UPDATE SKIP LOCKED
    ));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;  -- call it again while it gives up_to
END $$;
-- undo
DROP FUNCTION {purge}(interval, integer);
