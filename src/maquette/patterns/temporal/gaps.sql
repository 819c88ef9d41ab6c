-- Deferred: a version may end in one statement and the next begin in another. The lock lets one commit at a time look.
-- step: function {check}()
CREATE FUNCTION {check}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    changed {table}%ROWTYPE;
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'rows of % are not written in repeatable read, which cannot see a gap that another makes', {label}
            USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
    END IF;
    FOREACH changed IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END LOOP
        PERFORM {lock_changed};
        IF EXISTS (
            SELECT FROM (SELECT {v_began} AS began, lag({v_ended}) OVER (ORDER BY {by_period}) AS ended
                           FROM {table} AS v WHERE {of_changed}) AS versions
             WHERE began <> ended
        ) THEN
            RAISE EXCEPTION 'the versions of % of key % have a gap', {label}, ROW({changed_key})
                USING ERRCODE = 'check_violation', CONSTRAINT = {trigger_name};
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {check}() FROM PUBLIC;
-- undo
DROP FUNCTION {check}();

-- step: trigger {trigger} on {table}
CREATE CONSTRAINT TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {check}();
-- undo
DROP TRIGGER {trigger} ON {table};

-- step: sight of the rows of {table}: no gap
DO $$
DECLARE
    gap text;
BEGIN
    SELECT format('%s between %s and %s', key, ended, began) INTO gap
      FROM (SELECT ROW({v_key})::text AS key, {v_began} AS began,
                   lag({v_ended}) OVER (PARTITION BY {v_key} ORDER BY {by_period}) AS ended FROM {table} AS v) AS versions
     WHERE began <> ended LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'rows of % have gaps: %', {label}, gap USING ERRCODE = 'check_violation';
    END IF;
END $$;
-- undo
