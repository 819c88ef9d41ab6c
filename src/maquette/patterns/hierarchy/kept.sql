-- step: trigger {kept} on {table}
CREATE TRIGGER {kept} AFTER INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {kept} ON {table};

-- Named to come after the guard: a circle is refused before anybody walks it.
-- step: trigger {moved} on {table}
CREATE TRIGGER {moved} AFTER UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.{parent} IS DISTINCT FROM NEW.{parent} OR OLD.{id} <> NEW.{id}) EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {moved} ON {table};

-- step: trigger {emptied} on {table}
CREATE TRIGGER {emptied} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {emptied} ON {table};
