-- step: trigger {on_insert} on {table}
CREATE TRIGGER {on_insert} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {on_insert} ON {table};

-- By its name it comes after all others and before the last, which then sees a row that differs only where it was
-- really changed: neither the writer nor another trigger has a say in the two columns.
-- step: trigger {on_forge} on {table}
CREATE TRIGGER {on_forge} BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.{created} IS DISTINCT FROM NEW.{created} OR OLD.{updated} IS DISTINCT FROM NEW.{updated})
    EXECUTE FUNCTION {function}('keep');
-- undo
DROP TRIGGER {on_forge} ON {table};

-- step: trigger {on_update} on {table}
CREATE TRIGGER {on_update} BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {on_update} ON {table};
