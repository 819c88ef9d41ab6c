-- step: table {history}
CREATE TABLE {history} (
    {columns},
    {held} {kind} NOT NULL,
    PRIMARY KEY ({key}, {held}),
    CONSTRAINT {constraint} {rule},
    CONSTRAINT {sound} CHECK (NOT isempty({held}) AND NOT upper_inc({held}))
);
-- undo
DROP TABLE {history};

-- The row is locked when the clock is read, which never goes back: now() of a transaction that waited lies too early.
-- step: function {keep}()
CREATE FUNCTION {keep}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    latest {kind};
    moment timestamptz;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE {history} AS v SET {held} = {ended} WHERE upper_inf({held});
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        UPDATE {history} AS v SET {held} = {ended} WHERE {of_old} AND upper_inf({held}) RETURNING upper({held}) INTO moment;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT {held} INTO latest FROM {history} AS v WHERE {of_new} ORDER BY {held} DESC LIMIT 1;
        moment := greatest(coalesce(moment, clock_timestamp()), upper(latest));
        INSERT INTO {history} ({names}, {held}) VALUES ({new_names}, tstzrange(moment, NULL));
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {keep}() FROM PUBLIC;
-- undo
DROP FUNCTION {keep}();

-- step: trigger {trigger} on {table}
CREATE TRIGGER {trigger} AFTER INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {trigger} ON {table};

-- It compares bytes, so it works for every type and says nothing where nothing changed.
-- step: trigger {changed} on {table}
CREATE TRIGGER {changed} AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {changed} ON {table};

-- step: trigger {emptied} on {table}
CREATE TRIGGER {emptied} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {emptied} ON {table};

-- What held before is not known: each row's history begins here. A row that a writer holds is fetched alone at the end.
-- step outside a transaction: fill {history} with the rows that are there
DO $$
DECLARE
    last {table}%ROWTYPE;
    next {table}%ROWTYPE;
BEGIN
    SELECT * INTO last FROM {table} AS v ORDER BY {v_key} LIMIT 1;
    WHILE FOUND LOOP
        INSERT INTO {history} ({names}, {held})
            SELECT {v_names}, tstzrange(clock_timestamp(), NULL) FROM {table} AS v WHERE ({v_key}) >= ({last_key})
             ORDER BY {v_key} LIMIT {batch} FOR NO KEY UPDATE SKIP LOCKED
            ON CONFLICT DO NOTHING;
        COMMIT;
        SELECT * INTO next FROM {table} AS v WHERE ({v_key}) >= ({last_key}) ORDER BY {v_key} OFFSET {batch} LIMIT 1;
        last := next;
    END LOOP;
    FOR last IN
        SELECT * FROM {table} AS v
         WHERE NOT EXISTS (SELECT FROM {history} AS held WHERE ({held_key}) = ({v_key}) AND upper_inf(held.{held}))
    LOOP
        INSERT INTO {history} ({names}, {held})
            SELECT {v_names}, tstzrange(clock_timestamp(), NULL) FROM {table} AS v WHERE ({v_key}) = ({last_key})
               FOR NO KEY UPDATE
            ON CONFLICT DO NOTHING;
        COMMIT;
    END LOOP;
END $$;
-- undo
