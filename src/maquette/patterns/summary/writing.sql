-- step: function {writing}() that notes what a statement adds and takes away
-- With its owner's rights: who writes the table need not reach the summary's.
CREATE FUNCTION {writing}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {deltas} {added};
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO {deltas} SELECT {negated} FROM ({removed}) AS gone;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO {deltas}
        SELECT {merged} FROM ({added} UNION ALL SELECT {negated} FROM ({removed}) AS gone) AS both_rows
        GROUP BY {keys} HAVING {differs};
    ELSE
        TRUNCATE {groups}, {deltas};
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {writing}() FROM PUBLIC;
-- undo
DROP FUNCTION {writing}();

-- step: trigger {inserted} on {table}
CREATE TRIGGER {inserted} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added_rows
FOR EACH STATEMENT EXECUTE FUNCTION {writing}();
-- undo
DROP TRIGGER {inserted} ON {table};

-- step: trigger {deleted} on {table}
CREATE TRIGGER {deleted} AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed_rows
FOR EACH STATEMENT EXECUTE FUNCTION {writing}();
-- undo
DROP TRIGGER {deleted} ON {table};

-- step: trigger {updated} on {table}
CREATE TRIGGER {updated} AFTER UPDATE ON {table} REFERENCING OLD TABLE AS removed_rows NEW TABLE AS added_rows
FOR EACH STATEMENT EXECUTE FUNCTION {writing}();
-- undo
DROP TRIGGER {updated} ON {table};

-- step: trigger {truncated} on {table}
CREATE TRIGGER {truncated} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {writing}();
-- undo
DROP TRIGGER {truncated} ON {table};
