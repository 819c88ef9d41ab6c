-- step: function {take}
CREATE FUNCTION {take}(of_queue {queue_type} DEFAULT 'default', up_to integer DEFAULT 1, lease interval DEFAULT {lease})
    RETURNS SETOF {table} LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
DECLARE
    moment timestamptz := clock_timestamp();
    level bigint := 9223372036854775807;  -- priorities, highest first: each is one look into the index
    taken {table};
    went boolean;
BEGIN
    WHILE up_to > 0 LOOP
        SELECT job.priority INTO level FROM {table} AS job
        WHERE {waiting} AND job.{queue} = of_queue AND job.priority <= level
        ORDER BY job.priority DESC LIMIT 1;
        EXIT WHEN NOT FOUND;
        went := false;
        FOR taken IN
            WITH next AS MATERIALIZED (
                SELECT {key} FROM {table} AS job
                WHERE {waiting} AND job.{queue} = of_queue AND job.priority = level AND job.{run_at} <= moment
                    AND (job.leased_until IS NULL OR job.leased_until < moment)
                ORDER BY job.{run_at}, {key} LIMIT up_to
                FOR UPDATE SKIP LOCKED
            )
            UPDATE {table} AS job
            SET {attempts} = job.{attempts} + 1, leased_until = moment + lease,
                {dead} = {exhausted}, last_error = {expired}
            FROM next WHERE {same}
            RETURNING job.*
        LOOP
            went := true;
            IF {alive} THEN  -- else its workers died once too often, and it is a dead letter now
                up_to := up_to - 1;
                RETURN NEXT taken;
            END IF;
        END LOOP;
        IF NOT went THEN
            level := level - 1;
        END IF;
    END LOOP;
END $$;
-- undo
DROP FUNCTION {take}({queue_type}, integer, interval);
