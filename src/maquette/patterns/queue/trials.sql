-- trial: a job of {table} is leased to one worker, finished once, and comes back when its lease runs out
DO $$
#variable_conflict use_column
DECLARE
    first {table};
    again {table};
BEGIN
    UPDATE {table} SET {queue} = 'trial', {run_at} = '2000-01-01', {attempts} = 0, leased_until = NULL,
        {done} = {done_not}, {dead} = {dead_not}
    WHERE ctid = (SELECT min(ctid) FROM {table});
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO first FROM {table} WHERE {queue} = 'trial';
    SELECT * INTO again FROM {take}('trial', 9);
    ASSERT {both}, 'a job that waits is not taken';
    ASSERT NOT EXISTS (SELECT FROM {take}('trial')), 'a job was leased twice at a time';
    UPDATE {table} SET leased_until = '2000-01-02' WHERE {queue} = 'trial';
    SELECT * INTO again FROM {take}('trial');
    ASSERT {both} AND again.{attempts} = 2, 'a job whose lease ran out did not come back';
    BEGIN
        PERFORM {finish}({again_key}, 1);
        RAISE EXCEPTION 'a worker that lost its lease could finish' USING ERRCODE = 'assert_failure';
    EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL;
    END;
    PERFORM {finish}({again_key}, 2);
    BEGIN
        PERFORM {finish}({again_key}, 2);
        RAISE EXCEPTION 'a job was finished twice' USING ERRCODE = 'assert_failure';
    EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL;
    END;
END $$;
