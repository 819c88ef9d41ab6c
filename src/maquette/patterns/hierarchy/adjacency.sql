-- step: function {subtree}(root)
CREATE FUNCTION {subtree}(root {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 100 AS $$
    WITH RECURSIVE down(node, distance, way) AS (
        SELECT t.{id}, 0, ARRAY[t.{id}] FROM {table} AS t WHERE t.{id} = $1
        UNION ALL
        SELECT t.{id}, down.distance + 1, down.way || t.{id} FROM down JOIN {table} AS t ON t.{parent} = down.node
         WHERE t.{id} <> ALL (down.way)
    ) SELECT down.node, down.distance FROM down
$$;
-- undo
DROP FUNCTION {subtree}({type});

-- step: function {ancestors}(leaf)
CREATE FUNCTION {ancestors}(leaf {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 10 AS $$
    WITH RECURSIVE up(node, above, distance, way) AS (
        SELECT t.{id}, t.{parent}, 0, ARRAY[t.{id}] FROM {table} AS t WHERE t.{id} = $1
        UNION ALL
        SELECT t.{id}, t.{parent}, up.distance + 1, up.way || t.{id} FROM up JOIN {table} AS t ON t.{id} = up.above
         WHERE t.{id} <> ALL (up.way)
    ) SELECT up.node, up.distance FROM up
$$;
-- undo
DROP FUNCTION {ancestors}({type});
