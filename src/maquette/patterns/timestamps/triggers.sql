-- Two triggers, for WHEN of an UPDATE looks at OLD, which an INSERT has not.
-- step: trigger {on_insert} on {table}
CREATE TRIGGER {on_insert} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {on_insert} ON {table};

-- step: trigger {on_update} on {table}
CREATE TRIGGER {on_update} BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {on_update} ON {table};
