-- step: function {fold}(integer) that adds the differences up
-- One folds at a time, in the order of the keys. Readers see a difference in one table or the other, never in both.
CREATE FUNCTION {fold}(most integer DEFAULT 100000) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended({literal}, 0)) THEN
        RETURN 0;
    END IF;
    WITH taken AS (
        DELETE FROM {deltas} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {deltas} LIMIT most)) RETURNING *
    ), added AS (
        INSERT INTO {groups} AS held SELECT {merged} FROM taken GROUP BY {keys} ORDER BY {keys}
        ON CONFLICT ({keys}) DO UPDATE SET {sums}
    )
    SELECT count(*) INTO folded FROM taken;
    DELETE FROM {groups} WHERE {zero};
    RETURN folded;
END $$;
REVOKE EXECUTE ON FUNCTION {fold}(integer) FROM PUBLIC;
-- undo
DROP FUNCTION {fold}(integer);

-- step: function {rebuild}() that reads the whole table
-- The last statement sees the table and the differences at one moment: what it counts, it takes from the differences.
CREATE FUNCTION {rebuild}() RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    groups bigint;
BEGIN
    LOCK TABLE {table} IN ACCESS SHARE MODE;  -- before the others, as TRUNCATE does
    PERFORM pg_advisory_xact_lock(hashtextextended({literal}, 0));
    DELETE FROM {groups};
    WITH counted AS (DELETE FROM {deltas}) INSERT INTO {groups} {shape};
    GET DIAGNOSTICS groups = ROW_COUNT;
    RETURN groups;
END $$;
REVOKE EXECUTE ON FUNCTION {rebuild}() FROM PUBLIC;
-- undo
DROP FUNCTION {rebuild}();

-- step: rows that {table} has
SELECT {rebuild}();
-- undo

-- step: view {summary}
CREATE VIEW {summary} AS
SELECT {outputs}
  FROM (SELECT {merged} FROM (SELECT * FROM {groups} UNION ALL SELECT * FROM {deltas}) AS parts GROUP BY {keys}) AS whole
 WHERE _rows > 0;
-- undo
DROP VIEW {summary};
