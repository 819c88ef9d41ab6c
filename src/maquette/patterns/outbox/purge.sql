-- What every reader has had, and is old enough. Without a reader nothing goes.
-- step: function {purge}
CREATE FUNCTION {purge}(older interval DEFAULT {keep}, up_to integer DEFAULT 10000)
    RETURNS bigint LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
DECLARE
    gone bigint;
BEGIN
    DELETE FROM {events} WHERE ctid = ANY (ARRAY(
        SELECT event.ctid FROM (
            SELECT DISTINCT ON (reader.lane) reader.lane, reader.position, reader.id FROM {readers} AS reader
            ORDER BY reader.lane, reader.position, reader.id
        ) AS slowest
        JOIN {events} AS event ON event.lane = slowest.lane
            AND (event.position, event.id) <= (slowest.position, slowest.id)
        WHERE event.created_at < now() - older
        LIMIT up_to
    ));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;  -- call it again while it gives up_to
END $$;
-- undo
DROP FUNCTION {purge}(interval, integer);
