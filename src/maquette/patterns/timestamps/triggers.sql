-- step: trigger {on_insert} on {table}
CREATE TRIGGER {on_insert} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {on_insert} ON {table};

-- By its name it comes before the last, which then sees a row that differs only where it was really changed.
-- step: trigger {on_forge} on {table}
CREATE TRIGGER {on_forge} BEFORE UPDATE OF {created}, {updated} ON {table} FOR EACH ROW
    EXECUTE FUNCTION {function}('keep');
-- undo
DROP TRIGGER {on_forge} ON {table};

-- step: trigger {on_update} on {table}
CREATE TRIGGER {on_update} BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {on_update} ON {table};
