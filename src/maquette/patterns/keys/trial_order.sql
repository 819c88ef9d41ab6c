-- trial: {table}.{column} gives uuids that begin with the time and sort by it
DO $trial$
DECLARE
    before bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
    last uuid;
    next uuid;
    told bigint;
BEGIN
    FOR nth IN 1..500 LOOP
        next := {default};
        told := ('x' || lpad(left(replace(next::text, '-', ''), 12), 16, '0'))::bit(64)::bigint;
        ASSERT told BETWEEN before AND extract(epoch FROM clock_timestamp()) * 1000, 'it tells another time: ' || next;
        ASSERT last IS NULL OR left(next::text, 13) >= left(last::text, 13), next || ' comes after ' || last;
        last := next;
    END LOOP;
END $trial$;
