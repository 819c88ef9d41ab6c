-- What a writer did is done again there: the row as it is now, so it does not matter which trigger comes when.
-- A transaction with an old snapshot cannot see what was copied since, so it first puts there what it deletes: where the
-- copy has it already the server says "could not serialize access", and the transaction is to be repeated.
-- step: function {mirror}()
CREATE FUNCTION {mirror}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {target};
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND ({old_unique}) IS DISTINCT FROM ({new_unique}) THEN
        DELETE FROM {target} WHERE ({unique}) = ({old_unique});
        IF NOT FOUND AND current_setting('transaction_isolation') <> 'read committed' THEN
            INSERT INTO {target} ({columns}) VALUES ({old_columns}) ON CONFLICT DO NOTHING;
            DELETE FROM {target} WHERE ({unique}) = ({old_unique});
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO {target} ({columns}) SELECT {columns} FROM {table} WHERE ({key}) = ({new_key})
        ON CONFLICT ({unique}) DO UPDATE SET {assignments};
    END IF;
    RETURN NULL;
END;
$$;
-- undo
DROP FUNCTION IF EXISTS {mirror}();
