-- A second caller waits here until the first one's transaction ends: its answer is given, or the turn.
-- step: function {claim}
CREATE FUNCTION {claim}(of_scope text, of_key text, of_request jsonb, OUT first boolean, OUT answer jsonb)
    LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    asked bytea := sha256(convert_to(of_request::text, 'UTF8'));
    known {keys};
BEGIN
    INSERT INTO {keys} (scope, key, request) VALUES (of_scope, of_key, asked) ON CONFLICT DO NOTHING;
    first := FOUND;
    IF first THEN
        RETURN;
    END IF;
    SELECT held.* INTO known FROM {keys} AS held WHERE held.scope = of_scope AND held.key = of_key;
    IF known.request <> asked THEN
        RAISE EXCEPTION 'key % was used for another request', of_key USING ERRCODE = 'unique_violation';
    END IF;
    answer := known.answer;
END $$;
-- undo
DROP FUNCTION {claim}(text, text, jsonb);

-- step: function {answer}
CREATE FUNCTION {answer}(of_scope text, of_key text, of_answer jsonb)
    RETURNS jsonb LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    UPDATE {keys} AS held SET answer = of_answer
    WHERE held.scope = of_scope AND held.key = of_key AND held.answer IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'key % was not claimed, or is answered', of_key
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN of_answer;
END $$;
-- undo
DROP FUNCTION {answer}(text, text, jsonb);

-- With the caller's rights, so whoever may not call the action may not by this; and with the caller's search_path,
-- for the action's sake.
-- step: function {once}
CREATE FUNCTION {once}(of_scope text, of_key text, of_request jsonb, action regproc)
    RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    mine record;
    made jsonb;
BEGIN
    SELECT * INTO mine FROM {claim}(of_scope, of_key, of_request);
    IF NOT mine.first THEN
        RETURN mine.answer;
    END IF;
    EXECUTE pg_catalog.format('SELECT %s($1)', action) INTO made USING of_request;
    RETURN {answer}(of_scope, of_key, coalesce(made, 'null'));
END $$;
-- undo
DROP FUNCTION {once}(text, text, jsonb, regproc);

-- step: function {purge}
CREATE FUNCTION {purge}(older interval DEFAULT {keep}, up_to integer DEFAULT 10000)
    RETURNS bigint LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_variable
DECLARE
    gone bigint;
BEGIN
    DELETE FROM {keys} WHERE ctid = ANY (ARRAY(
        SELECT held.ctid FROM {keys} AS held WHERE held.created_at < now() - older
        ORDER BY held.created_at LIMIT up_to FOR UPDATE SKIP LOCKED
    ));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;  -- call it again while it gives up_to
END $$;
-- undo
DROP FUNCTION {purge}(interval, integer);
