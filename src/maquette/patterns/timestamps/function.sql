-- It takes no value from the writer: what INSERT says of either column is replaced, what UPDATE says is undone.
-- step: function {function}()
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.{created} := {clock};
        NEW.{updated} := NEW.{created};
    ELSE
        NEW.{created} := OLD.{created};
        NEW.{updated} := CASE TG_ARGV[0] WHEN 'keep' THEN OLD.{updated} ELSE {clock} END;
    END IF;
    RETURN NEW;
END;
$$;
-- undo
DROP FUNCTION {function}();
