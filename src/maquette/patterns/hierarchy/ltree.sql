-- Each row's way from its root. Labels are the keys, so that no new name of a row moves anything.
-- step: table {paths}
CREATE TABLE {paths} (
    node {type} PRIMARY KEY,
    path {ltree} NOT NULL
);
CREATE INDEX {index} ON {paths} USING gist (path);
-- undo
DROP TABLE {paths};

-- Whatever changes the tree comes one after the other. What lies below a moved row gets its way anew, as the table says
-- once the statement is over: so several rows may be moved at once, in any order. How many lie below nobody can
-- estimate: a plan that reads whole tables for one new leaf is not to be had.
-- step: function {keep}()
CREATE FUNCTION {keep}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {paths};
        RETURN NULL;
    END IF;
    UPDATE {moves} AS m SET by = pg_current_xact_id() WHERE m.by <> pg_current_xact_id();
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.{id} <> NEW.{id} THEN
        DELETE FROM {paths} AS p WHERE p.node = OLD.{id};
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    INSERT INTO {paths} (node, path)
        WITH RECURSIVE up(node, distance, seen) AS (  -- a circle among rows still to be guarded ends the walk
            SELECT NEW.{parent}, 1, ARRAY[NEW.{parent}] WHERE NEW.{parent} IS NOT NULL
            UNION ALL
            SELECT t.{parent}, up.distance + 1, up.seen || t.{parent}
              FROM up JOIN {table} AS t ON t.{id} = up.node WHERE t.{parent} <> ALL (up.seen)
        ), above AS (
            SELECT string_agg(translate(up.node::text, '-', '_'), '.' ORDER BY up.distance DESC) AS path FROM up
        ), down(node, path) AS (
            SELECT NEW.{id}, concat_ws('.', above.path, translate(NEW.{id}::text, '-', '_')) FROM above
            UNION ALL
            SELECT t.{id}, down.path || '.' || translate(t.{id}::text, '-', '_')
              FROM down JOIN {table} AS t ON t.{parent} = down.node
        ) SELECT down.node, {schema}.text2ltree(down.path) FROM down
        ON CONFLICT (node) DO UPDATE SET path = EXCLUDED.path;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {keep}() FROM PUBLIC;
-- undo
DROP FUNCTION {keep}();
