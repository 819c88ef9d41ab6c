-- Who writes the old pair fills the new column, and who writes a new column fills the old pair.
-- step: function {function}
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    by_column boolean := NEW.{kind} IS NULL AND NEW.{id} IS NULL;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        by_column := ROW(NEW.{kind}, NEW.{id}) IS NOT DISTINCT FROM ROW(OLD.{kind}, OLD.{id})
            AND ROW({new_columns}) IS DISTINCT FROM ROW({old_columns});
    END IF;
    IF by_column THEN
        NEW.{kind} := CASE {kind_of_column} END;
        NEW.{id} := coalesce({id_of_column});
    ELSE
        {column_of_pair}
    END IF;
    RETURN NEW;
END $$;
-- undo
DROP FUNCTION {function}();

-- step: trigger {trigger} on {table}
CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {kind}, {id}, {columns} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {trigger} ON {table};
