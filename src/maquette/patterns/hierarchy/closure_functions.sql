-- step: function {subtree}(root)
CREATE FUNCTION {subtree}(root {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT c.descendant, c.distance FROM {closure} AS c WHERE c.ancestor = $1
$$;
-- undo
DROP FUNCTION {subtree}({type});

-- step: function {ancestors}(leaf)
CREATE FUNCTION {ancestors}(leaf {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 10 AS $$
    SELECT c.ancestor, c.distance FROM {closure} AS c WHERE c.descendant = $1
$$;
-- undo
DROP FUNCTION {ancestors}({type});

-- Whoever changes the tree waits for a batch, and gets its turn in the pause after it, else the next batch would be
-- first again. What a trigger has written already is right, and stays.
-- step outside a transaction: fill {closure} with the rows that are there
DO $$
<<filling>>
DECLARE
    last {type};
BEGIN
    SELECT t.{id} INTO last FROM {table} AS t ORDER BY t.{id} LIMIT 1;
    WHILE FOUND LOOP
        UPDATE {moves} AS m SET by = pg_current_xact_id() WHERE m.by <> pg_current_xact_id();
        INSERT INTO {closure} (ancestor, descendant, distance)
            WITH RECURSIVE up(start, node, above, distance) AS (
                (SELECT t.{id}, t.{id}, t.{parent}, 0 FROM {table} AS t WHERE t.{id} >= filling.last ORDER BY t.{id} LIMIT {batch})
                UNION ALL
                SELECT up.start, t.{id}, t.{parent}, up.distance + 1 FROM up JOIN {table} AS t ON t.{id} = up.above
            ) SELECT up.node, up.start, up.distance FROM up
            ON CONFLICT DO NOTHING;
        COMMIT;
        PERFORM pg_sleep(0.005);
        SELECT t.{id} INTO last FROM {table} AS t WHERE t.{id} >= filling.last ORDER BY t.{id} OFFSET {batch} LIMIT 1;
    END LOOP;
END $$;
-- undo
