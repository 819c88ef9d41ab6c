-- One short transaction. A lock that does not come within 200 ms is tried for again, with none held in between.
-- ATTACH PARTITION lets those who use other partitions go on; CREATE TABLE … PARTITION OF would lock the whole table.
-- What is added up is the wall clock of the zone: a day ends at midnight there, also where it has 23 or 25 hours.
-- step: function {function}(parent, period, ahead, keep, zone, since)
CREATE FUNCTION {function}(
    parent regclass, period text, ahead integer,
    keep interval DEFAULT NULL, zone text DEFAULT 'UTC', since timestamp DEFAULT NULL
) RETURNS SETOF text LANGUAGE plpgsql
SET search_path = '' SET lock_timeout = '200ms' SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
DECLARE
    step interval := '1 ' || period;
    held CONSTANT text := 'SELECT c.oid::regclass AS part, c.relname AS name, to_jsonb(i) ->> ''inhdetachpending'' AS pending,
        substring(pg_get_expr(c.relpartbound, c.oid) FROM ''TO \(''''([^'''']+)''''\)'')::timestamptz::timestamp AS upto
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1 ORDER BY upto DESC NULLS LAST';
    place text; stem text; owner name; identity "char"; key name; kind regtype; rest regclass; plain text; settings text;
    low timestamp; high timestamp; part text; bounds text; strays boolean; done text[]; one record; tries integer := 0;
BEGIN
    IF period NOT IN ('day', 'week', 'month', 'year') THEN
        RAISE EXCEPTION 'period %: day, week, month or year', period;
    END IF;
    PERFORM set_config('timezone', zone, true);
    SELECT n.nspname, regexp_replace(c.relname, '_parted$', ''), pg_get_userbyid(c.relowner), c.relreplident,
           a.attname, a.atttypid, nullif(p.partdefid, 0)
    INTO STRICT place, stem, owner, identity, key, kind, rest  -- "_parted" is a table that is being converted
    FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
    WHERE p.partrelid = parent AND p.partstrat = 'r' AND p.partnatts = 1;
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO plain
    FROM pg_attribute WHERE attrelid = parent AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    LOOP
        BEGIN
            done := '{}';
            -- What is referenced is locked first, as writers do.
            FOR one IN SELECT DISTINCT confrelid::regclass AS target FROM pg_constraint
                       WHERE conrelid = parent AND contype = 'f' AND confrelid <> parent LOOP
                EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', one.target);
            END LOOP;
            EXECUTE held INTO one USING parent;
            low := coalesce(one.upto, date_trunc(period, coalesce(since, now()::timestamp)));
            -- A partition is stored as the newest is.
            SELECT string_agg(o, ', ') INTO settings FROM (
                SELECT unnest(reloptions) FROM pg_class WHERE oid = one.part
                UNION ALL SELECT 'toast.' || unnest(t.reloptions)
                FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid WHERE c.oid = one.part) s (o);
            WHILE low < date_trunc(period, now()::timestamp) + (ahead + 1) * step LOOP
                high := date_trunc(period, low) + step;
                part := to_char(low, CASE WHEN low <> date_trunc(period, low) THEN '_YYYY_MM_DD_HH24_MI'
                    WHEN period = 'year' THEN '_YYYY' WHEN period = 'month' THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END);
                part := format('%I.%I', place, left(stem, 63 - length(part)) || part);
                bounds := CASE WHEN kind = 'timestamptz'::regtype
                    THEN format('FROM (%L) TO (%L)', low::timestamptz, high::timestamptz)
                    ELSE format('FROM (%L) TO (%L)', low, high) END;
                EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING IDENTITY)', part, parent);
                EXECUTE format('ALTER TABLE %s OWNER TO %I', part, owner);
                FOR one IN  -- its rows are for those who may read the table, under the table's policies
                    SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS name
                    FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = part::regclass AND a.grantee <> c.relowner
                LOOP
                    EXECUTE format('REVOKE ALL ON %s FROM %s', part, one.name);
                END LOOP;
                IF settings <> '' THEN
                    EXECUTE format('ALTER TABLE %s SET (%s)', part, settings);
                END IF;
                IF identity IN ('f', 'n') THEN
                    EXECUTE format('ALTER TABLE %s REPLICA IDENTITY %s', part,
                                   CASE identity WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END);
                END IF;
                FOR one IN SELECT attname, attstattarget FROM pg_attribute
                           WHERE attrelid = parent AND attnum > 0 AND NOT attisdropped AND attstattarget >= 0 LOOP
                    EXECUTE format('ALTER TABLE %s ALTER %I SET STATISTICS %s', part, one.attname, one.attstattarget);
                END LOOP;
                IF rest IS NOT NULL THEN  -- its rows of that time go where they belong, and no trigger takes it for news
                    EXECUTE format('SELECT EXISTS (SELECT FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L)', rest, key, low, high)
                    INTO strays;
                    IF strays THEN
                        EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', parent, rest);
                        EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING %5$s)
                                        INSERT INTO %6$s (%5$s) SELECT * FROM moved', rest, key, low, high, plain, part);
                    END IF;
                END IF;
                EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES %s', parent, part, bounds);
                IF strays THEN
                    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', parent, rest);
                END IF;
                done := done || format('made %s %s', part, bounds);
                low := high;
            END LOOP;
            FOR one IN EXECUTE held USING parent LOOP
                IF one.upto <= now()::timestamp - keep THEN
                    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s %s', parent, one.part,
                                   CASE WHEN one.pending::boolean THEN 'FINALIZE' ELSE '' END);
                    EXECUTE format('DROP TABLE %s', one.part);
                    done := done || format('dropped %s', one.name);
                END IF;
            END LOOP;
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            tries := tries + 1;
            IF tries > 50 THEN RAISE; END IF;
            PERFORM pg_sleep(0.2 + random() / 2);
        END;
    END LOOP;
    IF rest IS NOT NULL THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', rest) INTO strays;
        IF strays THEN
            done := done || format('look at %s: it has rows that no partition was there for', rest);
        END IF;
    END IF;
    RETURN QUERY SELECT unnest(done);
END;
$$;
-- undo
DROP FUNCTION {function}(regclass, text, integer, interval, text, timestamp);
