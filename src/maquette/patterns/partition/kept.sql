-- trial: pg_partman makes the partitions of {table} ahead, and drops none that is to be kept
DO $$
DECLARE
    zone CONSTANT text := set_config('timezone', {zone}, true);
    young CONSTANT text := 'SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1
        AND (substring(pg_get_expr(c.relpartbound, c.oid) FROM ''TO \(''''([^'''']+)''''\)'')::timestamptz > now() - $2::interval) IS NOT FALSE';
    before oid[]; after oid[];
BEGIN
    EXECUTE format('SELECT ARRAY(%s)', young) INTO before USING {label}::regclass, {keep};
    PERFORM {run}({parent}, p_analyze := false);
    {dropped}
    EXECUTE format('SELECT ARRAY(%s)', young) INTO after USING {label}::regclass, {keep};
    ASSERT before <@ after, 'it dropped a partition that is to be kept';
    ASSERT (SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = {label}::regclass)
        >= now() + {ahead} * {step}::interval - interval '2 hours', 'the next partitions are not there';
END $$;
