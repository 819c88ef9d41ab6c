-- It is empty when the constraint is made, so nobody waits; each row of {table} then comes in with its period.
-- step: table {beside}
CREATE TABLE {beside} (
    {columns},
    {held} {kind} NOT NULL,
    PRIMARY KEY ({rows}),
    CONSTRAINT {constraint} {rule},
    CONSTRAINT {sound} CHECK (NOT isempty({held}) AND NOT upper_inc({held}))
);
-- undo
DROP TABLE {beside};

-- It holds nothing that a writer waits for, and comes early: nothing is begun that cannot be ended.
-- step: sight of the rows of {table}: none overlap, none is empty
DO $$
DECLARE
    wrong text;
BEGIN
    SELECT format('%s of key %s', period, key) INTO wrong
      FROM (SELECT ROW({key})::text AS key, {period} AS period,
                   lag({period}) OVER (PARTITION BY {key} ORDER BY {period}) AS before
              FROM {table}) AS rows
     WHERE isempty(period) OR upper_inc(period) OR period && before
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'rows of % overlap, are empty or include their end: %', {label}, wrong
            USING ERRCODE = 'exclusion_violation', HINT = 'Mend the rows first: each pair is for a person to judge.';
    END IF;
END $$;
-- undo

-- Its owner's rights: who may write to {table} needs none here, and cannot go past it.
-- step: function {keep}()
CREATE FUNCTION {keep}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {beside};
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND ({old_rows}) IS DISTINCT FROM ({new_rows}) THEN
        DELETE FROM {beside} AS held WHERE ({held_rows}) = ({old_rows});
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO {beside} ({names}, {held}) VALUES ({new_names}, {new_period})
            ON CONFLICT ({rows}) DO UPDATE SET ({names}, {held}) = ROW({excluded}, EXCLUDED.{held});
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

-- Not UPDATE OF: a BEFORE trigger may change a column that the statement does not name.
-- step: trigger {changed} on {table}
CREATE TRIGGER {changed} AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (({old_watched}) IS DISTINCT FROM ({new_watched})) EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {changed} ON {table};

-- step: trigger {emptied} on {table}
CREATE TRIGGER {emptied} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {keep}();
-- undo
DROP TRIGGER {emptied} ON {table};

-- A row that a writer holds is passed over and fetched alone at the end: no deadlock, for then nothing else is held.
-- step outside a transaction: fill {beside} with the rows that are there
DO $$
DECLARE
    last {table}%ROWTYPE;
    next {table}%ROWTYPE;
BEGIN
    SELECT * INTO last FROM {table} AS v ORDER BY {v_rows} LIMIT 1;
    WHILE FOUND LOOP
        INSERT INTO {beside} ({names}, {held})
            SELECT {v_names}, {v_period} FROM {table} AS v WHERE ({v_rows}) >= ({last_rows})
             ORDER BY {v_rows} LIMIT {batch} FOR NO KEY UPDATE SKIP LOCKED
            ON CONFLICT ({rows}) DO NOTHING;
        COMMIT;
        SELECT * INTO next FROM {table} AS v WHERE ({v_rows}) >= ({last_rows})
         ORDER BY {v_rows} OFFSET {batch} LIMIT 1;
        last := next;
    END LOOP;
    FOR last IN
        SELECT * FROM {table} AS v
         WHERE NOT EXISTS (SELECT FROM {beside} AS held WHERE ({held_rows}) = ({v_rows}))
    LOOP
        INSERT INTO {beside} ({names}, {held})
            SELECT {v_names}, {v_period} FROM {table} AS v WHERE ({v_rows}) = ({last_rows}) FOR NO KEY UPDATE
            ON CONFLICT ({rows}) DO NOTHING;
        COMMIT;
    END LOOP;
END $$;
-- undo
