-- step: column {column} on {table}
ALTER TABLE {table} ADD COLUMN {column} {type};
-- undo
ALTER TABLE {table} DROP COLUMN {column};

-- step: function {function}() that sets {column}
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.{column} := {new};
    RETURN NEW;
END $$;
-- undo
DROP FUNCTION {function}();

-- step: trigger {trigger} on {table}
-- Triggers run in the order of their names: this one sees what the others made of the row.
CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {trigger} ON {table};

-- step outside a transaction: {column} of the rows that {table} has
-- The trigger writes it. Rows that somebody holds are left for the next round. May be run again.
DO $$
DECLARE
    pages bigint;
    stride bigint;
BEGIN
    LOOP
        SELECT pg_relation_size(c.oid) / current_setting('block_size')::bigint,
               coalesce(greatest(1, (5000 * c.relpages / nullif(greatest(c.reltuples, 0), 0))::bigint), 50)
          INTO pages, stride FROM pg_class AS c WHERE c.oid = {literal}::regclass;
        FOR page IN 0 .. pages BY stride LOOP
            UPDATE {table} SET {column} = NULL
             WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {table}
                 WHERE ctid >= format('(%s,0)', page)::tid AND ctid < format('(%s,0)', page + stride)::tid
                   AND {column} IS DISTINCT FROM ({value})
                   FOR NO KEY UPDATE SKIP LOCKED));
            COMMIT;
        END LOOP;
        EXIT WHEN NOT EXISTS (SELECT FROM {table} WHERE {column} IS DISTINCT FROM ({value}));
        PERFORM pg_sleep(0.5);
    END LOOP;
END $$;
-- undo
