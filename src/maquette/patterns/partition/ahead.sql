-- trial: {table} has a partition for now and for {ahead} more times of one {period}
DO $$
BEGIN
    ASSERT (SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = {label}::regclass)
        >= now() + {ahead} * {step}::interval - interval '2 hours', 'the next partitions are not there';
END $$;
