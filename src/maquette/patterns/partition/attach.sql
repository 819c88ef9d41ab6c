-- The bound lies at least a day ahead, so no writer meets it before the table is partitioned. It is chosen when this
-- runs, not when it is designed: a plan does not grow old. NOT VALID takes the lock for a moment and reads no row.
-- step: check {bound} on {table}
DO $$
DECLARE
    zone CONSTANT text := set_config('timezone', {zone}, true);
    newest timestamp; upto {type}; tries integer := 0;
BEGIN
    SELECT max(t.{key})::timestamp INTO newest FROM {table} t;
    IF newest > now()::timestamp + interval '1 day' THEN
        RAISE EXCEPTION '% has rows of the time to come: %', {label}, newest USING HINT = 'design it with --set method=copy';
    END IF;
    upto := date_trunc({period}, now()::timestamp + interval '1 day') + {step}::interval;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {bound};
            EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (%I < %L) NOT VALID', {label}, {bound_name}, {key_name}, upto);
            EXECUTE format('COMMENT ON CONSTRAINT %I ON %s IS %L', {bound_name}, {label}, upto);
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $$;
-- undo
ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {bound};

-- Reads every row, and lets everybody go on.
-- step outside a transaction: check {bound} of {table} proved
ALTER TABLE {table} VALIDATE CONSTRAINT {bound};
-- Rows that came since go back into the table, some pages and a commit at a time. Until then their tables are children
-- of the table, so each row is seen once at every moment. A writer waits for the lock, never on a row that is leaving.
-- undo outside a transaction
DO $$
DECLARE
    parent CONSTANT regclass := {label}; columns CONSTANT text := {columns};
    child regclass; page bigint; pages bigint; got boolean; filled boolean; tries integer := 0;
BEGIN
    LOOP
        SELECT inhrelid INTO child FROM pg_inherits WHERE inhparent = parent ORDER BY inhrelid LIMIT 1;
        EXIT WHEN NOT FOUND;
        page := 0;
        pages := pg_relation_size(child) / current_setting('block_size')::integer;
        WHILE page <= pages LOOP
            BEGIN
                SET LOCAL lock_timeout = '200ms';
                PERFORM set_config('maquette.moving', 'on', true);
                EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', child);
                EXECUTE format('WITH gone AS (DELETE FROM ONLY %s WHERE ctid >= %L AND ctid < %L RETURNING %s)
                    INSERT INTO %s (%4$s) OVERRIDING SYSTEM VALUE SELECT * FROM gone',
                    child, format('(%s,0)', page), format('(%s,0)', page + 16), columns, parent);
                got := true;
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                got := false;
            END;
            COMMIT;
            IF got THEN
                page := page + 16;
                tries := 0;
            ELSE
                tries := tries + 1;
                IF tries > 100 THEN
                    RAISE lock_not_available USING MESSAGE = format('%s is in use for too long', child),
                        HINT = 'run it again: it goes on where it stopped';
                END IF;
                PERFORM pg_sleep(0.1 + random() / 5);
            END IF;
        END LOOP;
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', child);
            EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s)', child) INTO filled;
            IF NOT filled THEN
                EXECUTE format('ALTER TABLE %s NO INHERIT %s', child, parent);
                EXECUTE format('DROP TABLE %s', child);
            END IF;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(0.1 + random() / 5);  -- the next round tries again
        END;
        COMMIT;
    END LOOP;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {triggers_back}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(0.1 + random() / 5);
        END;
    END LOOP;
END $$;

-- All that belongs to the table goes over in one moment. What is to be locked is got within 200 ms or left alone and
-- tried for again, so nobody waits longer than that and the change itself, which reads no row.
-- step: partitioned table {table}
DO $swap$
DECLARE
    upto text; made text; tries integer := 0;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = {label}::regclass) = 'p' THEN
        RETURN;
    END IF;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {locks}
            SELECT obj_description(oid, 'pg_constraint') INTO upto FROM pg_constraint
            WHERE conrelid = {label}::regclass AND conname = {bound_name} AND convalidated;
            IF upto IS NULL THEN
                RAISE EXCEPTION 'the check % of % is not proved', {bound_name}, {label};
            END IF;
            {aside}
            ALTER TABLE {table} RENAME TO {before_name};
            CREATE TABLE {table} (LIKE {before} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)
                PARTITION BY RANGE ({key});
            ALTER TABLE {table} DROP CONSTRAINT {bound};
            {default}
            {sequences}
            FOREACH made IN ARRAY {tables} LOOP
                EXECUTE format('ALTER TABLE %s OWNER TO %I', made,
                               (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = {before_label}::regclass));
            END LOOP;
            FOR made IN
                SELECT format('REVOKE ALL ON %s FROM %s', c.oid::regclass,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = ANY ({new}::regclass[]) AND a.grantee <> c.relowner
            LOOP
                EXECUTE made;  -- what default privileges gave to what is new
            END LOOP;
            {carried}
            EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%L)', {label}, {before_label}, upto);
            ALTER TABLE {before} DROP CONSTRAINT {bound};
            IF (SELECT count(*) FROM pg_index WHERE indrelid = {before_label}::regclass) <> {index_count} THEN
                RAISE EXCEPTION 'an index of % would be built anew, under a lock', {label};
            END IF;
            {views}
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $swap$;
-- The other partitions become children of the table: their rows stay in sight until they are moved. Triggers look away
-- from the moving, which is no news.
-- undo
DO $swap$
DECLARE
    parts regclass[]; part regclass; made text; tries integer := 0;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = {label}::regclass) <> 'p' THEN
        RETURN;
    END IF;
    LOOP
        BEGIN
            SET LOCAL lock_timeout = '200ms';
            {locks}
            parts := ARRAY(SELECT inhrelid FROM pg_inherits WHERE inhparent = {label}::regclass
                           AND inhrelid <> {before_label}::regclass);
            ALTER TABLE {table} DETACH PARTITION {before};
            FOREACH part IN ARRAY parts LOOP
                EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', {label}, part);
            END LOOP;
            ALTER TABLE {table} RENAME TO {parted_name};
            ALTER TABLE {before} RENAME TO {table_name};
            {views}
            {sequences_back}
            FOR made IN
                SELECT format('REVOKE ALL ON %s FROM %s', c.oid::regclass,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = ANY ({new_sequences}::regclass[]) AND a.grantee <> c.relowner
            LOOP
                EXECUTE made;  -- what default privileges gave to what is new
            END LOOP;
            DROP TABLE {parted};
            {restored}
            FOREACH part IN ARRAY parts LOOP
                EXECUTE format('ALTER TABLE %s INHERIT %s', part, {label});
                FOREACH made IN ARRAY {child_triggers} LOOP
                    EXECUTE format(made, part);
                END LOOP;
            END LOOP;
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 100 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
END $swap$;

-- step: partitions of {table} ahead
SELECT {function}({label}, {period}, {ahead}, {keep}, {zone});
-- Their keys come back before they are needed.
-- undo outside a transaction
{again}
