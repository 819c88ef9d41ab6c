-- The row of the stream is locked until COMMIT: one writer a stream at a time, and the next reads what the last wrote.
-- A position is never below the last one of its stream, nor below the writer's own transaction.
-- step: function {emit}
CREATE FUNCTION {emit}(of_stream text, of_kind text, of_payload jsonb)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    its record;
BEGIN
    INSERT INTO {streams} AS known (stream, lane, number, position)
    VALUES (of_stream, (hashtextextended(of_stream, 0) & 32767) % {lanes}, 1, pg_current_xact_id())
    ON CONFLICT (stream) DO UPDATE
    SET number = known.number + 1, position = greatest(known.position, pg_current_xact_id())
    RETURNING known.lane, known.number, known.position INTO its;
    INSERT INTO {events} (lane, position, stream, number, kind, payload)
    VALUES (its.lane, its.position, of_stream, its.number, of_kind, of_payload);
    RETURN its.number;
END $$;
-- undo
DROP FUNCTION {emit}(text, text, jsonb);

-- step: rights of {emit}
REVOKE EXECUTE ON FUNCTION {emit}(text, text, jsonb) FROM PUBLIC;
-- undo
-- They go with the function.
