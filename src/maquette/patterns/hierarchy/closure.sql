-- Each row with each of its ancestors, and with itself.
-- step: table {closure}
CREATE TABLE {closure} (
    ancestor {type} NOT NULL,
    descendant {type} NOT NULL,
    distance integer NOT NULL,
    PRIMARY KEY (descendant, ancestor)
);
CREATE INDEX {index} ON {closure} (ancestor, distance) INCLUDE (descendant);
-- undo
DROP TABLE {closure};

-- Whatever changes the tree comes one after the other. What lies below a moved row gets what lies above it anew, as the
-- table says once the statement is over: so several rows may be moved at once, in any order. How many lie below nobody
-- can estimate: a plan that reads whole tables for one new leaf is not to be had.
-- step: function {keep}()
CREATE FUNCTION {keep}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {closure};
        RETURN NULL;
    END IF;
    UPDATE {moves} AS m SET by = pg_current_xact_id() WHERE m.by <> pg_current_xact_id();
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.{id} <> NEW.{id} THEN
        DELETE FROM {closure} AS c WHERE c.descendant = OLD.{id} OR c.ancestor = OLD.{id};
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    WITH RECURSIVE down(node, distance) AS (
        SELECT NEW.{id}, 0
        UNION ALL
        SELECT t.{id}, down.distance + 1 FROM down JOIN {table} AS t ON t.{parent} = down.node
    )
    DELETE FROM {closure} AS c USING down
     WHERE c.descendant = down.node AND c.distance > down.distance;
    WITH RECURSIVE down(node, distance) AS (
        SELECT NEW.{id}, 0
        UNION ALL
        SELECT t.{id}, down.distance + 1 FROM down JOIN {table} AS t ON t.{parent} = down.node
    ), up(node, distance, seen) AS (  -- a circle among rows still to be guarded ends the walk
        SELECT NEW.{parent}, 1, ARRAY[NEW.{parent}] WHERE NEW.{parent} IS NOT NULL
        UNION ALL
        SELECT t.{parent}, up.distance + 1, up.seen || t.{parent}
          FROM up JOIN {table} AS t ON t.{id} = up.node WHERE t.{parent} <> ALL (up.seen)
    )
    INSERT INTO {closure} (ancestor, descendant, distance)
        SELECT up.node, down.node, up.distance + down.distance FROM up, down
         UNION ALL SELECT NEW.{id}, NEW.{id}, 0
        ON CONFLICT (descendant, ancestor) DO UPDATE SET distance = EXCLUDED.distance;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {keep}() FROM PUBLIC;
-- undo
DROP FUNCTION {keep}();
