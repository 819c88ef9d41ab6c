-- step: function {subtree}(root)
CREATE FUNCTION {subtree}(root {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT p.node, {schema}.nlevel(p.path) - {schema}.nlevel(top.path) FROM {paths} AS top
      JOIN {paths} AS p ON p.path OPERATOR({schema}.<@) top.path WHERE top.node = $1
$$;
-- undo
DROP FUNCTION {subtree}({type});

-- step: function {ancestors}(leaf)
CREATE FUNCTION {ancestors}(leaf {type}) RETURNS TABLE (node {type}, distance integer) LANGUAGE sql STABLE ROWS 10 AS $$
    SELECT translate(labels.label, '_', '-')::{type}, ({schema}.nlevel(p.path) - labels.place)::integer FROM {paths} AS p,
           unnest(string_to_array({schema}.ltree2text(p.path), '.')) WITH ORDINALITY AS labels(label, place) WHERE p.node = $1
$$;
-- undo
DROP FUNCTION {ancestors}({type});

-- Whoever changes the tree waits for a batch, and gets its turn in the pause after it, else the next batch would be
-- first again. What a trigger has written already is right, and stays.
-- step outside a transaction: fill {paths} with the rows that are there
DO $$
<<filling>>
DECLARE
    last {type};
BEGIN
    SELECT t.{id} INTO last FROM {table} AS t ORDER BY t.{id} LIMIT 1;
    WHILE FOUND LOOP
        UPDATE {moves} AS m SET by = pg_current_xact_id() WHERE m.by <> pg_current_xact_id();
        INSERT INTO {paths} (node, path)
            WITH RECURSIVE up(start, above, path) AS (
                (SELECT t.{id}, t.{parent}, translate(t.{id}::text, '-', '_') FROM {table} AS t
                  WHERE t.{id} >= filling.last ORDER BY t.{id} LIMIT {batch})
                UNION ALL
                SELECT up.start, t.{parent}, translate(t.{id}::text, '-', '_') || '.' || up.path
                  FROM up JOIN {table} AS t ON t.{id} = up.above
            ) SELECT up.start, {schema}.text2ltree(up.path) FROM up WHERE up.above IS NULL
            ON CONFLICT DO NOTHING;
        COMMIT;
        PERFORM pg_sleep(0.005);
        SELECT t.{id} INTO last FROM {table} AS t WHERE t.{id} >= filling.last ORDER BY t.{id} OFFSET {batch} LIMIT 1;
    END LOOP;
END $$;
-- undo
