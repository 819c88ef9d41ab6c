-- A batch a call, so that locks and snapshots are short; rows that somebody holds are left for the next.
-- step: function {purge}(interval, integer)
CREATE FUNCTION {purge}(older interval DEFAULT make_interval(days => {days}), batch integer DEFAULT 1000) RETURNS bigint
    LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM {table} t USING (
        SELECT {t_key} FROM {table} t WHERE t.{column} < now() - $1{unheld} ORDER BY t.{column} LIMIT $2
        FOR UPDATE SKIP LOCKED
    ) dead WHERE {is_dead};
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION {purge}(interval, integer) FROM PUBLIC;
-- undo
DO $$ BEGIN
    -- The last step is the first that is undone: nothing is taken back while deleted rows would come back with it.
    IF {made} AND EXISTS (SELECT FROM {table} WHERE {column} IS NOT NULL) THEN
        RAISE EXCEPTION 'deleted rows of % would come back', {table_text} USING HINT = 'Purge or restore them first.';
    END IF;
END $$;
DROP FUNCTION {purge}(interval, integer);

-- trial: a purge of {table} removes rows deleted long ago, a batch at a time, and no live row
DO $$
DECLARE
    live bigint;
    dead bigint;
    gone bigint;
BEGIN
    BEGIN
        UPDATE {table} SET {column} = '2001-01-01' WHERE ({key}) IN (SELECT {t_key} FROM {table} t WHERE true{unheld} LIMIT 3);
    EXCEPTION WHEN foreign_key_violation THEN
        ASSERT {guarded}, 'no rule refuses it';
    END;
    SELECT count(*) FILTER (WHERE {column} IS NULL), count(*) FILTER (WHERE {column} < now() - interval '1 day')
        INTO live, dead FROM {table};
    gone := {purge}('1 day', 2);
    ASSERT gone <= 2 AND (dead = 0 OR gone > 0 OR {guarded}), format('%s of %s', gone, dead);
    ASSERT live = (SELECT count(*) FROM {table} WHERE {column} IS NULL), 'live rows';
END $$;
