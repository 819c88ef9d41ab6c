-- trial: no role but its owner may write to {trail}, or shorten it
DO $$
DECLARE
    who text;
BEGIN
    SELECT string_agg(DISTINCT r.rolname, ', ') INTO who
    FROM pg_roles r CROSS JOIN pg_partition_tree({trail_text}) p JOIN pg_class c ON c.oid = p.relid
    WHERE NOT r.rolsuper AND r.rolname NOT LIKE 'pg\_%' AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER')
        AND (has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
            OR has_function_privilege(r.oid, {keep_text}, 'EXECUTE'));
    ASSERT who IS NULL, who || ' may';
END $$;
