-- Each version that touches the period is cut at its ends, and what lies within gets the right values.
-- step: function {correct}({key}, corrections, since, until)
CREATE FUNCTION {correct}({parameters}, corrections jsonb, since {moment}, until {moment}) RETURNS integer
LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_column
<<here>>
DECLARE
    wrong {range} := {range_of}({p_since}, {p_until});
    held {range};
    old {table}%ROWTYPE;
    part {table}%ROWTYPE;
    count integer := 0;
    horizon {moment} := {horizon};
    unknown text := (SELECT string_agg(name, ', ') FROM jsonb_object_keys({p_changes}) AS name WHERE name <> ALL ({changeable}));
BEGIN
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'not to be corrected in %: %', {label}, unknown USING ERRCODE = 'undefined_column';
    END IF;
    IF NOT coalesce(upper(wrong) <= horizon, horizon IS NULL) THEN
        RAISE EXCEPTION 'only what is past is corrected in %', {label}
            USING ERRCODE = 'invalid_parameter_value', HINT = 'What holds now is changed where it is kept.';
    END IF;
    PERFORM {lock_key};
    FOR old IN
        SELECT v.* FROM {table} AS v WHERE {of_key} AND {v_period} && here.wrong ORDER BY {by_period} FOR UPDATE
    LOOP
        held := {old_period};
        part := jsonb_populate_record(old, {p_changes});
        {cut_part}
        UPDATE {table} AS v SET ({copied}) = ROW({part_copied}) WHERE {is_old};
        part := old;
        IF lower(held) < lower(wrong) OR lower_inf(held) AND NOT lower_inf(wrong) THEN
            {before_part}
            INSERT INTO {table} ({copied}) VALUES ({part_copied});
        END IF;
        IF upper(held) > upper(wrong) OR upper_inf(held) AND NOT upper_inf(wrong) THEN
            {after_part}
            INSERT INTO {table} ({copied}) VALUES ({part_copied});
        END IF;
        count := count + 1;
    END LOOP;
    IF count = 0 THEN
        RAISE EXCEPTION '% has no version of key % in %', {label}, ROW({arguments}), wrong USING ERRCODE = 'no_data_found';
    END IF;
    RETURN count;
END $$;
-- undo
DROP FUNCTION {correct}({types}, jsonb, {moment}, {moment});
