-- step: trigger {trigger} on {table}
CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {trigger} ON {table};
