-- trial: two versions of a key cannot have a moment in common
DO $$
BEGIN
    INSERT INTO {table} ({copied}) SELECT {v_copied} FROM {table} AS v LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a second version of the same period was taken';
    END IF;
EXCEPTION
    WHEN exclusion_violation OR unique_violation THEN NULL;
END $$;

-- trial: a change ends the latest version where the next begins
DO $$
DECLARE
    old {table}%ROWTYPE;
    fresh {table}%ROWTYPE;
BEGIN
    SELECT v.* INTO old FROM {table} AS v ORDER BY {by_period_last} LIMIT 1;
    IF FOUND THEN
        fresh := {change}({old_key}, '{}', {old_began} + {one});
        ASSERT (SELECT count(*) FROM {as_of}({fresh_began}) AS v WHERE {of_old}) = 1, 'not one version';
        SELECT v.* INTO old FROM {table} AS v WHERE {is_old};
        ASSERT {old_ended} <= {fresh_began}, 'the version before did not end';
    END IF;
END $$;

-- trial: a correction of a part leaves every moment its version
DO $$
DECLARE
    old {table}%ROWTYPE;
    part {table}%ROWTYPE;
BEGIN
    SELECT v.* INTO old FROM {table} AS v WHERE {v_ended} > {v_began} + {two} ORDER BY {by_period_last} LIMIT 1;
    IF FOUND THEN
        PERFORM {correct}({old_key}, '{}', {old_began} + {one}, {old_ended} - {one});
        ASSERT (SELECT count(*) FROM {table} AS v WHERE {of_old} AND {v_period} <@ {old_period}) = 3, 'not three parts';
        SELECT v.* INTO part FROM {as_of}({old_began}) AS v WHERE {of_old};
        ASSERT {part_ended} = {old_began} + {one}, 'not cut where the correction begins';
    END IF;
END $$;
