-- A row of pg_partman's settings. It goes by where a partition begins, so each has to be one period long. It has no
-- retention: what pg_partman drops in the transaction in which it makes partitions, it drops in a deadlock with writers.
-- step: pg_partman keeps {table}
DO $$
DECLARE
    zone CONSTANT text := set_config('timezone', {zone}, true);
    part record;
BEGIN
    FOR part IN SELECT c.oid::regclass AS name,
                       regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''(.+)''\) TO \(''(.+)''\)') AS edge
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = {label}::regclass AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT' LOOP
        IF part.edge IS NULL OR part.edge[1]::{type}::timestamp + {step}::interval <> part.edge[2]::{type}::timestamp THEN
            RAISE EXCEPTION '% is not one % long', part.name, {period} USING
                HINT = 'design it with --set period and zone as its partitions have them, or with --set upkeep=function';
        END IF;
    END LOOP;
    INSERT INTO {config} (parent_table, control, partition_type, partition_interval, premake,
        infinite_time_partitions, datetime_string, template_table, inherit_privileges)
    SELECT {parent}, {key_name}, CASE WHEN extversion LIKE '4.%' THEN 'native' ELSE 'range' END, {step}, {ahead},
        true, 'YYYYMMDD', {sample_name}, true
    FROM pg_extension WHERE extname = 'pg_partman'
    ON CONFLICT (parent_table) DO NOTHING;
END $$;
-- undo
DELETE FROM {config} WHERE parent_table = {parent};
