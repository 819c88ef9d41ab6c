-- step: function {join}
CREATE FUNCTION {join}(of_reader text, from_start boolean DEFAULT true)
    RETURNS void LANGUAGE sql SET search_path = '' AS $$
    INSERT INTO {readers} (reader, lane, position, id)
    SELECT of_reader, lane, CASE WHEN from_start THEN '0' ELSE pg_snapshot_xmin(pg_current_snapshot()) END, 0
    FROM generate_series(0, {lanes} - 1) AS lane
    ON CONFLICT DO NOTHING;
$$;
-- undo
DROP FUNCTION {join}(text, boolean);

-- The next events of a lane that no other worker of this reader holds. The offset moves in the caller's transaction.
-- step: function {read}
CREATE FUNCTION {read}(of_reader text, up_to integer DEFAULT 100)
    RETURNS SETOF {events} LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_column
DECLARE
    horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());  -- whatever has a position before it has ended
    held {readers};
    latest {events};
BEGIN
    SELECT reader.* INTO held FROM {readers} AS reader
    WHERE reader.reader = of_reader AND EXISTS (
        SELECT FROM {events} AS event
        WHERE event.lane = reader.lane AND event.position < horizon
            AND (event.position, event.id) > (reader.position, reader.id)
    )
    ORDER BY random() LIMIT 1
    FOR UPDATE SKIP LOCKED;
    FOR latest IN
        SELECT * FROM {events} AS event
        WHERE event.lane = held.lane AND event.position < horizon
            AND (event.position, event.id) > (held.position, held.id)
        ORDER BY event.position, event.id LIMIT up_to
    LOOP
        held.position := latest.position;
        held.id := latest.id;
        RETURN NEXT latest;
    END LOOP;
    UPDATE {readers} AS reader SET position = held.position, id = held.id
    WHERE reader.reader = of_reader AND reader.lane = held.lane;
END $$;
-- undo
DROP FUNCTION {read}(text, integer);
