-- trial: of two writers of {table} that have read the same version, the second is refused
DO $$
<<trial>>
DECLARE
    part oid;
    place tid;
    has_read bigint;
    is_now bigint;
BEGIN
    SELECT tableoid, ctid, {column} INTO part, place, has_read FROM {table} LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE {table} SET {column} = trial.has_read{said} WHERE tableoid = trial.part AND ctid = trial.place
    RETURNING ctid, {column} INTO place, is_now;
    ASSERT is_now = has_read + 1, 'the version does not count';
    BEGIN
        UPDATE {table} SET {column} = trial.has_read{said} WHERE tableoid = trial.part AND ctid = trial.place;
        RAISE EXCEPTION 'a stale write went through' USING ERRCODE = 'assert_failure';
    EXCEPTION WHEN serialization_failure THEN NULL;
    END;
END $$;
