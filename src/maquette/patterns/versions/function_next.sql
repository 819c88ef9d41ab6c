-- A writer says the version that it makes: one more than it has read. One that says nothing is refused: it looks like one that is late.
-- step: function {function}
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.{column} := 1;
    ELSIF NEW.{column} IS DISTINCT FROM OLD.{column} + 1 THEN
        RAISE EXCEPTION 'stale write: %.% is at version %, the writer makes %',
            TG_TABLE_SCHEMA, TG_TABLE_NAME, OLD.{column}, NEW.{column}
            USING ERRCODE = 'serialization_failure', HINT = 'Read the row again.';
    ELSE
        NEW.{column} := OLD.{column} + 1;
    END IF;
    RETURN NEW;
END $$;
-- undo
DROP FUNCTION {function}();
