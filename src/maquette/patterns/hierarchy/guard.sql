-- One row that every move writes: the second of two moves waits for the first, and in repeatable read fails with 40001.
-- step: table {moves}
CREATE TABLE {moves} AS SELECT '0'::xid8 AS by;
-- undo
DROP TABLE {moves};

-- The walk ends at a root, or it goes in a circle; UNION ends it there. It sees the table as the statement leaves it.
-- step: function {guard}()
CREATE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    rooted boolean;
BEGIN
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM {table} AS t WHERE t.{parent} = NEW.{id}) THEN
        RETURN NULL;
    END IF;
    UPDATE {moves} AS m SET by = pg_current_xact_id() WHERE m.by <> pg_current_xact_id();
    WITH RECURSIVE up AS (
        SELECT t.{id}, t.{parent} FROM {table} AS t WHERE t.{id} = NEW.{id}
        UNION
        SELECT t.{id}, t.{parent} FROM up JOIN {table} AS t ON t.{id} = up.{parent}
    ) SELECT bool_or(up.{parent} IS NULL) INTO rooted FROM up;
    IF NOT rooted THEN
        RAISE EXCEPTION '% % of % would be its own ancestor', {id_label}, NEW.{id}, {label}
            USING ERRCODE = 'check_violation', CONSTRAINT = {trigger_name};
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {guard}() FROM PUBLIC;
-- undo
DROP FUNCTION {guard}();

-- step: trigger {guarded_insert} on {table}
CREATE CONSTRAINT TRIGGER {guarded_insert} AFTER INSERT ON {table}
    FOR EACH ROW WHEN (NEW.{parent} IS NOT NULL) EXECUTE FUNCTION {guard}();
-- undo
DROP TRIGGER {guarded_insert} ON {table};

-- step: trigger {guarded} on {table}
CREATE CONSTRAINT TRIGGER {guarded} AFTER UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.{parent} IS DISTINCT FROM NEW.{parent}) EXECUTE FUNCTION {guard}();
-- undo
DROP TRIGGER {guarded} ON {table};

-- It holds nothing that a writer waits for, and comes when no new circle can.
-- step: sight of the rows of {table}: no circle
DO $$
DECLARE
    lost text;
BEGIN
    WITH RECURSIVE down AS (
        SELECT t.{id} FROM {table} AS t WHERE t.{parent} IS NULL
        UNION ALL
        SELECT t.{id} FROM down JOIN {table} AS t ON t.{parent} = down.{id}
    )
    SELECT unreached.{id} INTO lost
      FROM (SELECT t.{id} FROM {table} AS t EXCEPT SELECT down.{id} FROM down) AS unreached LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'rows of % go in a circle: %', {label}, lost
            USING ERRCODE = 'check_violation', HINT = 'Mend the rows first: which of them is the root is for a person to say.';
    END IF;
END $$;
-- undo
