-- Children go with the same time, and come back with it: those deleted before or after stay deleted.
-- step: function {leave}()
CREATE FUNCTION {leave}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM {parent} p WHERE {is_new} FOR UPDATE;
    IF NEW.{column} IS NULL THEN
        UPDATE {child} c SET {column} = NULL WHERE {child_of_new} AND c.{column} = OLD.{column};
    ELSE
        UPDATE {child} c SET {column} = NEW.{column} WHERE {child_of_new} AND c.{column} IS NULL;
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {leave}() FROM PUBLIC;
-- undo
DROP FUNCTION {leave}();

-- step: trigger {leave_name} on {parent}
CREATE TRIGGER {leave_name} AFTER UPDATE OF {column} ON {parent} FOR EACH ROW
    WHEN ((OLD.{column} IS NULL) <> (NEW.{column} IS NULL)) EXECUTE FUNCTION {leave}();
-- undo
DROP TRIGGER {leave_name} ON {parent};

-- trial: rows of {child} are deleted with their row of {parent}, do not come back without it, and do with it
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT {p_key} FROM {parent} p JOIN {child} c ON {joined}
        WHERE p.{column} IS NULL AND c.{column} IS NULL LIMIT 50 LOOP
        BEGIN
            UPDATE {parent} p SET {column} = '2001-01-01' WHERE {is_one};
        EXCEPTION WHEN foreign_key_violation THEN
            CONTINUE;
        END;
        ASSERT NOT EXISTS (SELECT FROM {parent} p JOIN {child} c ON {joined} WHERE {is_one} AND c.{column} IS NULL), 'it lives on';
        BEGIN
            UPDATE {child} c SET {column} = NULL FROM {parent} p WHERE {joined} AND {is_one} AND c.{column} = '2001-01-01';
            ASSERT false, 'it came back alone';
        EXCEPTION WHEN foreign_key_violation THEN
            NULL;
        END;
        UPDATE {parent} p SET {column} = NULL WHERE {is_one};
        ASSERT EXISTS (SELECT FROM {parent} p JOIN {child} c ON {joined} WHERE {is_one} AND c.{column} IS NULL), 'it is lost';
        EXIT;
    END LOOP;
END $$;
