-- Rows that somebody holds are left for the next round, so nobody waits for another in a circle. May be run again.
DO $$
<<batch>>  -- so that no column of the table is taken for one of these
DECLARE
    page bigint;
    most integer := 100;  -- rows a batch: as many as a tenth of a second takes
    done integer;
    began timestamptz;
BEGIN
    LOOP
        page := 0;
        WHILE page <= pg_relation_size({literal}) / current_setting('block_size')::bigint LOOP
            began := clock_timestamp();
            UPDATE {table} SET {column} = NULL
             WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {table}
                 WHERE ctid >= format('(%s,0)', batch.page)::tid AND ctid < format('(%s,0)', batch.page + 64)::tid
                   AND {missing}
                 LIMIT batch.most FOR NO KEY UPDATE SKIP LOCKED));
            GET DIAGNOSTICS done = ROW_COUNT;
            COMMIT;
            IF done < most THEN
                page := page + 64;
            END IF;
            IF clock_timestamp() - began > interval '0.1 s' THEN
                most := greatest(most / 2, 1);
            ELSIF done = most THEN
                most := least(most * 2, 5000);
            END IF;
        END LOOP;
        EXIT WHEN NOT EXISTS (SELECT FROM {table} WHERE {missing});
        PERFORM pg_sleep(0.5);
    END LOOP;
END $$;
