-- step: function {subtree}(root)
CREATE FUNCTION {subtree}(root {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 100 AS $$
    WITH RECURSIVE down(node, distance) AS (
        SELECT t.{id}, 0 FROM {table} AS t WHERE t.{id} = $1
        UNION ALL
        SELECT t.{id}, down.distance + 1 FROM down JOIN {table} AS t ON t.{parent} = down.node
    ) CYCLE node SET circle USING way
    SELECT down.node, down.distance FROM down WHERE NOT down.circle
$$;
-- undo
DROP FUNCTION {subtree}({type});

-- step: function {ancestors}(leaf)
CREATE FUNCTION {ancestors}(leaf {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 10 AS $$
    WITH RECURSIVE up(node, above, distance) AS (
        SELECT t.{id}, t.{parent}, 0 FROM {table} AS t WHERE t.{id} = $1
        UNION ALL
        SELECT t.{id}, t.{parent}, up.distance + 1 FROM up JOIN {table} AS t ON t.{id} = up.above
    ) CYCLE node SET circle USING way
    SELECT up.node, up.distance FROM up WHERE NOT up.circle
$$;
-- undo
DROP FUNCTION {ancestors}({type});
