-- trial: refreshed while it can be read, {summary} is the query
DO $$
BEGIN
    DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} LIMIT 3);
EXCEPTION WHEN integrity_constraint_violation THEN
    NULL;  -- others refer to the rows
END $$;
REFRESH MATERIALIZED VIEW CONCURRENTLY {summary};
DO $$
BEGIN
    ASSERT NOT EXISTS ((({query}) EXCEPT ALL SELECT {columns} FROM {summary})
        UNION ALL (SELECT {columns} FROM {summary} EXCEPT ALL ({query}))), 'differs';
END $$;
