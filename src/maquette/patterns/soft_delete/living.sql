-- A foreign key is content with a deleted row. FOR KEY SHARE waits for whoever is deleting it, and sees what became of it.
-- step: function {living}()
CREATE FUNCTION {living}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    deleted timestamptz;
BEGIN
    SELECT p.{column} INTO deleted FROM {parent} p WHERE {parent_of_new} FOR KEY SHARE;
    IF deleted IS NOT NULL THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('row of %s refers to a deleted row of %s', {child_text}, {parent_text}),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = {constraint_text};
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {living}() FROM PUBLIC;
-- undo
DROP FUNCTION {living}();

-- step: trigger {living_name} on {child}
CREATE TRIGGER {living_name} AFTER INSERT OR UPDATE OF {watched} ON {child} FOR EACH ROW
    WHEN ({new_refers}) EXECUTE FUNCTION {living}();
-- undo
DROP TRIGGER {living_name} ON {child};

-- trial: no live row of {child} refers to a deleted row of {parent}
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT p.* FROM {parent} p WHERE p.{column} IS NULL LIMIT 50 LOOP
        BEGIN
            UPDATE {parent} p SET {column} = now() WHERE {is_one};
        EXCEPTION WHEN foreign_key_violation THEN
            CONTINUE;
        END;
        BEGIN
            UPDATE {child} c SET {refers_to_one} WHERE c.ctid = (SELECT c.ctid FROM {child} c LIMIT 1);
            ASSERT NOT FOUND, 'it does';
        EXCEPTION WHEN integrity_constraint_violation THEN
            EXIT;
        END;
    END LOOP;
END $$;

-- probe: UPDATE of {watched} in every row of {child}
UPDATE {child} SET {first} = {first};
