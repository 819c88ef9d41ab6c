-- trial: of two writers of {table} that have read the same version, the second is refused
DO $$
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
    UPDATE {table} SET {column} = has_read{said} WHERE tableoid = part AND ctid = place
    RETURNING ctid, {column} INTO place, is_now;
    ASSERT is_now = has_read + 1, 'the version does not count';
    BEGIN
        UPDATE {table} SET {column} = has_read{said} WHERE tableoid = part AND ctid = place;
        RAISE EXCEPTION 'a stale write went through' USING ERRCODE = 'assert_failure';
    EXCEPTION WHEN serialization_failure THEN NULL;
    END;
END $$;
