-- One writer a key: the lock is taken before anything is read, so what is read is the latest.
-- step: function {change}({key}, changes, since)
CREATE FUNCTION {change}({parameters}, changes jsonb, since {moment} DEFAULT NULL) RETURNS {table}
LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_column
<<here>>
DECLARE
    latest {table}%ROWTYPE;
    fresh {table}%ROWTYPE;
    began {moment};
    ended {moment};
    start {moment};
    unknown text := (SELECT string_agg(name, ', ') FROM jsonb_object_keys({p_changes}) AS name WHERE name <> ALL ({changeable}));
BEGIN
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'not to be changed in %: %', {label}, unknown USING ERRCODE = 'undefined_column';
    END IF;
    PERFORM {lock_key};
    SELECT v.* INTO latest FROM {table} AS v WHERE {of_key} ORDER BY {by_period_last} LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% has no version of key %', {label}, ROW({arguments})
            USING ERRCODE = 'no_data_found', HINT = 'Insert the first version; change begins the next.';
    END IF;
    began := {latest_began};
    ended := {latest_ended};
    start := coalesce({p_since}, greatest({now}, began + {tick}));
    IF start < began THEN
        RAISE EXCEPTION 'a version of % begins at %, after %', {label}, began, start
            USING ERRCODE = 'invalid_parameter_value', HINT = 'What lies before the latest version is corrected, not changed.';
    END IF;
    fresh := jsonb_populate_record(latest, {p_changes});
    IF start = began THEN
        UPDATE {table} AS v SET ({copied}) = ROW({fresh_copied}) WHERE {is_latest} RETURNING v.* INTO fresh;
        RETURN fresh;
    END IF;
    IF ended > start OR ended IS NULL THEN
        {end_latest}
        UPDATE {table} AS v SET ({copied}) = ROW({latest_copied}) WHERE {is_latest};
    ELSE
        ended := NULL;
    END IF;
    {begin_fresh}
    INSERT INTO {table} AS v ({copied}) VALUES ({fresh_copied}) RETURNING v.* INTO fresh;
    RETURN fresh;
END $$;
-- undo
DROP FUNCTION {change}({types}, jsonb, {moment});
