-- step: function {capture}
CREATE FUNCTION {capture}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    is_now jsonb := to_jsonb(NEW);
    old_stream text := TG_ARGV[0];
    new_stream text := TG_ARGV[0];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD *= NEW THEN
        RETURN NULL;  -- nothing changed
    END IF;
    FOR place IN 1 .. TG_NARGS - 1 LOOP
        old_stream := old_stream || ':' || (was ->> TG_ARGV[place]);
        new_stream := new_stream || ':' || (is_now ->> TG_ARGV[place]);
    END LOOP;
    IF TG_OP = 'UPDATE' AND old_stream <> new_stream THEN  -- another key: one ends, one begins
        PERFORM {emit}(old_stream, 'delete', was);
        PERFORM {emit}(new_stream, 'insert', is_now);
    ELSE
        PERFORM {emit}(coalesce(new_stream, old_stream), lower(TG_OP), coalesce(is_now, was));
    END IF;
    RETURN NULL;
END $$;
-- undo
DROP FUNCTION {capture}();
