-- step: function {take}
CREATE FUNCTION {take}(of_queue {queue_type} DEFAULT 'default', up_to integer DEFAULT 1, lease interval DEFAULT {lease})
    RETURNS SETOF {table} LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
DECLARE
    moment timestamptz := clock_timestamp();
    level bigint;
    turn {table}.{fair}%TYPE;
    taken {table};
    went boolean := true;
BEGIN
    WHILE went AND up_to > 0 LOOP  -- a job of each that has some, in an order by lot, until there are enough
        went := false;
        FOR turn IN
            WITH RECURSIVE each AS (  -- from one to the next by the index, however many jobs each has
                (SELECT job.{fair} AS one FROM {table} AS job
                 WHERE {waiting} AND job.{queue} = of_queue ORDER BY job.{fair} LIMIT 1)
                UNION ALL
                SELECT following.one FROM each CROSS JOIN LATERAL (
                    SELECT job.{fair} AS one FROM {table} AS job
                    WHERE {waiting} AND job.{queue} = of_queue AND job.{fair} > each.one ORDER BY job.{fair} LIMIT 1
                ) AS following
            )
            SELECT each.one FROM each ORDER BY random()
        LOOP
            EXIT WHEN up_to <= 0;
            level := 9223372036854775807;
            LOOP  -- priorities, highest first: each is one look into the index
                SELECT job.priority INTO level FROM {table} AS job
                WHERE {waiting} AND job.{queue} = of_queue AND job.{fair} = turn AND job.priority <= level
                ORDER BY job.priority DESC LIMIT 1;
                EXIT WHEN NOT FOUND;
                WITH next AS MATERIALIZED (
                    SELECT {key} FROM {table} AS job
                    WHERE {waiting} AND job.{queue} = of_queue AND job.{fair} = turn AND job.priority = level
                        AND job.{run_at} <= moment AND (job.leased_until IS NULL OR job.leased_until < moment)
                    ORDER BY job.{run_at}, {key} LIMIT 1
                    FOR UPDATE SKIP LOCKED
                )
                UPDATE {table} AS job
                SET {attempts} = job.{attempts} + 1, leased_until = moment + lease,
                    {dead} = {exhausted}, last_error = {expired}
                FROM next WHERE {same}
                RETURNING job.* INTO taken;
                IF NOT FOUND THEN
                    level := level - 1;
                    CONTINUE;
                END IF;
                went := true;
                IF {alive} THEN  -- else its workers died once too often, and it is a dead letter now
                    up_to := up_to - 1;
                    RETURN NEXT taken;
                    EXIT;
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;
-- undo
DROP FUNCTION {take}({queue_type}, integer, interval);
