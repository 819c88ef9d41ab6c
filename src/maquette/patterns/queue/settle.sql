-- It fails where the lease is lost, so that what the worker wrote in the same transaction is undone too.
-- step: function {finish}
CREATE FUNCTION {finish}({arguments}, attempt integer)
    RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
BEGIN
    UPDATE {table} AS job SET {done} = {is_now}, leased_until = NULL
    WHERE {is_it} AND job.{attempts} = attempt AND job.leased_until IS NOT NULL AND {waiting};
    IF NOT FOUND THEN
        RAISE EXCEPTION 'attempt % no longer holds this job', attempt USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Its lease ran out and another took the job: roll back, and extend the lease in time.';
    END IF;
END $$;
-- undo
DROP FUNCTION {finish}({types}, integer);

-- step: function {fail}
CREATE FUNCTION {fail}({arguments}, attempt integer, error text)
    RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
BEGIN
    UPDATE {table} AS job
    SET last_error = error, leased_until = NULL, {dead} = {given_up},
        -- Twice as long after each attempt, up to a day, and by lot up to half as long again: retries do not march in step.
        {run_at} = clock_timestamp()
            + least(interval {backoff} * 2 ^ least(attempt - 1, 30), interval '1 day') * (1 + random() / 2)
    WHERE {is_it} AND job.{attempts} = attempt AND job.leased_until IS NOT NULL AND {waiting};
    IF NOT FOUND THEN
        RAISE EXCEPTION 'attempt % no longer holds this job', attempt USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END $$;
-- undo
DROP FUNCTION {fail}({types}, integer, text);

-- step: function {extend}
CREATE FUNCTION {extend}({arguments}, attempt integer, lease interval DEFAULT {lease})
    RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
BEGIN
    UPDATE {table} AS job SET leased_until = clock_timestamp() + lease
    WHERE {is_it} AND job.{attempts} = attempt AND job.leased_until IS NOT NULL AND {waiting};
    IF NOT FOUND THEN
        RAISE EXCEPTION 'attempt % no longer holds this job', attempt USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END $$;
-- undo
DROP FUNCTION {extend}({types}, integer, interval);
