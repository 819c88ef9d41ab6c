-- trial: no row of {table} can be its own ancestor
DO $$
DECLARE
    root {type};
    leaf {type};
BEGIN
    SELECT t.{parent}, t.{id} INTO root, leaf FROM {table} AS t WHERE t.{parent} IS NOT NULL LIMIT 1;
    IF FOUND THEN
        BEGIN
            PERFORM {move}(root, leaf);
        EXCEPTION WHEN check_violation THEN
            RETURN;
        END;
        RAISE EXCEPTION 'a circle was taken';
    END IF;
END $$;

-- trial: after a move the subtrees and ancestors are what the parents say
DO $$
DECLARE
    moved {type} := (SELECT t.{id} FROM {table} AS t WHERE t.{parent} IS NOT NULL ORDER BY t.{id} LIMIT 1);
    root {type} := (SELECT t.{id} FROM {table} AS t WHERE t.{parent} IS NULL ORDER BY t.{id} DESC LIMIT 1);
BEGIN
    IF moved IS NOT NULL THEN
        PERFORM {move}(moved, root);
    END IF;
    ASSERT NOT EXISTS (
        WITH RECURSIVE pairs(above, node, distance) AS (
            SELECT t.{id}, t.{id}, 0 FROM {table} AS t
            UNION ALL
            SELECT pairs.above, t.{id}, pairs.distance + 1 FROM pairs JOIN {table} AS t ON t.{parent} = pairs.node
        ), told AS (
            SELECT t.{id} AS above, s.node, s.distance FROM {table} AS t, {subtree}(t.{id}) AS s
        ), told_upwards AS (
            SELECT a.node AS above, t.{id} AS node, a.distance FROM {table} AS t, {ancestors}(t.{id}) AS a
        )
        (SELECT * FROM pairs EXCEPT SELECT * FROM told) UNION ALL (SELECT * FROM told EXCEPT SELECT * FROM pairs)
        UNION ALL (SELECT * FROM pairs EXCEPT SELECT * FROM told_upwards)
        UNION ALL (SELECT * FROM told_upwards EXCEPT SELECT * FROM pairs)
    ), 'a pair of rows is told wrongly';
END $$;
