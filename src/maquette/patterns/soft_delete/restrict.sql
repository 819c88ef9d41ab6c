-- FOR UPDATE waits for whoever is adding a child: deleting would not, for it changes no key.
-- step: function {leave}()
CREATE FUNCTION {leave}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM FROM {parent} p WHERE {is_new} FOR UPDATE;
    IF EXISTS (SELECT FROM {child} c WHERE {child_of_new}{child_lives}) THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('row of %s cannot be deleted: live rows of %s refer to it', {parent_text}, {child_text}),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = {constraint_text};
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {leave}() FROM PUBLIC;
-- undo
DROP FUNCTION {leave}();

-- step: trigger {leave_name} on {parent}
CREATE TRIGGER {leave_name} AFTER UPDATE OF {column} ON {parent} FOR EACH ROW
    WHEN (OLD.{column} IS NULL AND NEW.{column} IS NOT NULL) EXECUTE FUNCTION {leave}();
-- undo
DROP TRIGGER {leave_name} ON {parent};

-- trial: a row of {parent} is not deleted while live rows of {child} refer to it
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM {parent} p JOIN {child} c ON {joined} WHERE p.{column} IS NULL{child_lives}) THEN
        RETURN;
    END IF;
    BEGIN
        UPDATE {parent} p SET {column} = now() FROM {child} c WHERE {joined} AND p.{column} IS NULL{child_lives};
    EXCEPTION WHEN foreign_key_violation THEN
        RETURN;
    END;
    ASSERT false, 'deleted';
END $$;
