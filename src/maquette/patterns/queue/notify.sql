-- step: function {notify}
CREATE FUNCTION {notify}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_notify({channel}, '');  -- once a transaction, when it commits
    RETURN NULL;
END $$;
-- undo
DROP FUNCTION {notify}();

-- step: trigger {trigger} on {table}
CREATE TRIGGER {trigger} AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {notify}();
-- undo
DROP TRIGGER {trigger} ON {table};
