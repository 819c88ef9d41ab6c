-- trial: a query for the time of one partition of {table} reads that partition alone
DO $$
DECLARE
    part record; plan json;
BEGIN
    FOR part IN SELECT c.relname AS name, regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''(.+)''\) TO \(''(.+)''\)') AS edge
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = {label}::regclass LOOP
        CONTINUE WHEN part.edge IS NULL;
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT count(*) FROM {table} WHERE {key} >= %L AND {key} < %L',
                       part.edge[1], part.edge[2]) INTO plan;
        ASSERT (SELECT array_agg(name[1]) FROM regexp_matches(plan::text, '"Relation Name": "([^"]*)"', 'g') AS name)
            = ARRAY[part.name::text], 'read beside ' || part.name;
    END LOOP;
END $$;

-- trial: {table} has a partition for now and for {ahead} more times of one {period}
DO $$
BEGIN
    ASSERT (SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = {label}::regclass)
        >= now() + {ahead} * {step}::interval, 'the next partitions are not there';
END $$;
