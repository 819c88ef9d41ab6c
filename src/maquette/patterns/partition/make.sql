-- Nobody uses it yet: it is made with all its partitions, keys and indexes at once, or not at all.
-- step: partitioned table {fresh} beside {table}
DO $make$
DECLARE
    made text; first {type}; tries integer := 0;
BEGIN
    IF to_regclass({fresh_label}) IS NOT NULL THEN
        RETURN;
    END IF;
    {first}
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {lock_targets}
            CREATE TABLE {fresh} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY) PARTITION BY {divided};
            {parts}
            FOR made IN
                SELECT format('ALTER TABLE %s OWNER TO %I', p.relid, pg_get_userbyid(c.relowner))
                FROM pg_partition_tree({fresh_label}) p, pg_class c WHERE c.oid = {label}::regclass
            LOOP
                EXECUTE made;
            END LOOP;
            FOR made IN
                SELECT format('REVOKE ALL ON %s FROM %s', p.relid,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                FROM pg_partition_tree({fresh_label}) p JOIN pg_class c ON c.oid = p.relid, aclexplode(c.relacl) a
                WHERE a.grantee <> c.relowner
            LOOP
                EXECUTE made;  -- what default privileges gave to what is new
            END LOOP;
            {made}
            {ahead_of_time}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $make$;
-- undo
DO $$
DECLARE
    tries integer := 0;
BEGIN
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {lock_targets_hard}
            DROP TABLE IF EXISTS {fresh};
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $$;
