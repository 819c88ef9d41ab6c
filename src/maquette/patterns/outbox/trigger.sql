-- step: trigger {trigger} on {table}
CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {capture}({arguments});
-- undo
DROP TRIGGER {trigger} ON {table};
