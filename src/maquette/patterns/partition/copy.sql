-- From here on whatever is written is written there too.
-- step: trigger {trigger} on {table}
DO $$
DECLARE
    tries integer := 0;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = {label}::regclass) = 'p' THEN
        RETURN;
    END IF;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {mirrored}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $$;
-- undo
DO $$
DECLARE
    tries integer := 0;
BEGIN
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {unmirrored}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $$;

-- By its key, 2,000 rows and a commit at a time. A row is locked against change while it is copied, and a row that
-- somebody else has locked is waited for no longer than 200 ms. How far it came is the new table's comment: run again, it goes on there.
-- step outside a transaction: rows of {table} copied
DO $$
DECLARE
    source CONSTANT text := {label}; target CONSTANT text := {fresh_label};
    keys CONSTANT text := {keys}; columns CONSTANT text := {columns};
    there CONSTANT text := '(SELECT %s FROM jsonb_populate_record(NULL::%s, %L))';
    reached jsonb; upto jsonb; span text; tries integer := 0;
BEGIN
    IF to_regclass(target) IS NULL OR obj_description(target::regclass) = 'copied' THEN
        RETURN;
    END IF;
    reached := obj_description(target::regclass);
    LOOP
        span := CASE WHEN reached IS NULL THEN 'true' ELSE format('(%s) > ' || there, keys, keys, source, reached) END;
        EXECUTE format('SELECT to_jsonb(k) FROM (SELECT %s FROM %s WHERE %s ORDER BY %1$s OFFSET 1999 LIMIT 1) k',
                       keys, source, span) INTO upto;
        IF upto IS NOT NULL THEN
            span := span || format(' AND (%s) <= ' || there, keys, keys, source, upto);
        END IF;
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            EXECUTE format('INSERT INTO %s (%s) SELECT %2$s FROM %s WHERE %s FOR SHARE ON CONFLICT DO NOTHING',
                           target, columns, source, span);
            EXECUTE format('COMMENT ON TABLE %s IS %L', target, coalesce(upto::text, 'copied'));
            reached := upto;
            tries := 0;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.1 + random() / 5);
        END;
        COMMIT;
        EXIT WHEN tries = 0 AND reached IS NULL;
    END LOOP;
END $$;
-- undo outside a transaction
{checked}

-- One moment, as short as the changes of the catalog are. The old table is kept as {before} and written to as before,
-- so that the way back is as short.
-- step: {table} is the partitioned one
DO $swap$
DECLARE
    made text; tries integer := 0;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = {label}::regclass) = 'p' THEN
        RETURN;
    END IF;
    IF obj_description({fresh_label}::regclass) IS DISTINCT FROM 'copied' THEN
        RAISE EXCEPTION '% is not wholly copied', {label};
    END IF;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {locks}
            {aside}
            ALTER TABLE {table} RENAME TO {before_name};
            {named}
            ALTER TABLE {fresh} RENAME TO {table_name};
            {sequences}
            FOR made IN
                SELECT format('REVOKE ALL ON %s FROM %s', c.oid::regclass,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                FROM pg_class c, aclexplode(c.relacl) a
                WHERE c.oid = ANY ({new_sequences}::regclass[]) AND a.grantee <> c.relowner
            LOOP
                EXECUTE made;
            END LOOP;
            {carried}
            {views}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $swap$;
-- undo
DO $swap$
DECLARE
    made text; tries integer := 0;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = {label}::regclass) <> 'p' THEN
        RETURN;
    END IF;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {locks}
            {aside_back}
            ALTER TABLE {table} RENAME TO {fresh_name};
            {named_back}
            ALTER TABLE {before} RENAME TO {table_name};
            {sequences_back}
            FOR made IN
                SELECT format('REVOKE ALL ON %s FROM %s', c.oid::regclass,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                FROM pg_class c, aclexplode(c.relacl) a
                WHERE c.oid = ANY ({new_sequences}::regclass[]) AND a.grantee <> c.relowner
            LOOP
                EXECUTE made;
            END LOOP;
            {restored}
            {views}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $swap$;
