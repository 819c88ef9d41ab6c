-- It takes no value from the writer: what INSERT says of either column is replaced, what UPDATE says is undone.
-- step: function {function}()
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.{created} := {clock};
    ELSE
        NEW.{created} := OLD.{created};
    END IF;
    NEW.{updated} := {clock};
    RETURN NEW;
END;
$$;
-- undo
DROP FUNCTION {function}();
