-- step: function {delete}()
CREATE FUNCTION {delete}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    UPDATE {table} t SET {column} = now() WHERE {is_old} AND t.{column} IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN OLD;
END $$;
-- undo
DROP FUNCTION {delete}();

-- step: trigger {delete_name} on {view}
CREATE TRIGGER {delete_name} INSTEAD OF DELETE ON {view} FOR EACH ROW EXECUTE FUNCTION {delete}();
-- undo
DROP TRIGGER {delete_name} ON {view};

-- trial: DELETE from {view} hides the row, and the table still has it
DO $$
DECLARE
    shown bigint := (SELECT count(*) FROM {view});
    held bigint := (SELECT count(*) FROM {table});
    gone bigint;
BEGIN
    ASSERT shown = (SELECT count(*) FROM {table} WHERE {column} IS NULL), 'the view shows other rows';
    DELETE FROM {view} WHERE ({key}) IN (SELECT {t_key} FROM {table} t WHERE t.{column} IS NULL{unheld} LIMIT 3);
    GET DIAGNOSTICS gone = ROW_COUNT;
    ASSERT gone <= 3 AND shown - gone >= (SELECT count(*) FROM {view}), 'shown';
    ASSERT gone > 0 OR shown = 0 OR {guarded}, 'nothing was deleted';
    ASSERT held = (SELECT count(*) FROM {table}), 'lost';
EXCEPTION WHEN foreign_key_violation THEN
    ASSERT {guarded}, 'no rule refuses it';
END $$;
