-- trial: a query for the time of one partition of {table} reads that partition alone
DO $$
DECLARE
    part record; plan json;
BEGIN
    FOR part IN SELECT c.relname AS name, regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''(.+)''\) TO \(''(.+)''\)') AS edge
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = {label}::regclass LOOP
        CONTINUE WHEN part.edge IS NULL;
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT count(*) FROM %s WHERE %I >= %L AND %2$I < %4$L',
                       {label}, {key_name}, part.edge[1], part.edge[2]) INTO plan;
        ASSERT (SELECT array_agg(name[1]) FROM regexp_matches(plan::text, '"Relation Name": "([^"]*)"', 'g') AS name)
            = ARRAY[part.name::text], 'read beside ' || part.name;
    END LOOP;
END $$;
