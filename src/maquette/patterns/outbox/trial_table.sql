-- Other triggers may change what an UPDATE to the same leaves alone: events are of what is another row afterwards.
-- trial: a change of {table} writes one event, and a change that changes nothing writes none
DO $$
DECLARE
    before bigint := (SELECT count(*) FROM {events});
    held text[] := ARRAY(SELECT (t.*)::text FROM {table} AS t);
    changed bigint;
BEGIN
    UPDATE {table} SET {column} = {column};
    SELECT count(*) INTO changed FROM (SELECT (t.*)::text FROM {table} AS t EXCEPT ALL SELECT unnest(held)) AS others;
    ASSERT (SELECT count(*) FROM {events}) = before + changed, 'an event of nothing';
    DELETE FROM {events};
    WITH one AS MATERIALIZED (SELECT ctid FROM {table} LIMIT 1)
    DELETE FROM {table} WHERE ctid = (SELECT ctid FROM one);
    IF FOUND THEN
        ASSERT (SELECT count(*) FROM {events} WHERE kind = 'delete' AND stream LIKE {stream} || ':%') = 1, 'no event';
    END IF;
EXCEPTION WHEN foreign_key_violation OR restrict_violation THEN
    NULL;  -- the row is needed elsewhere
END $$;
