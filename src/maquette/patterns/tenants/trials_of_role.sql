-- trial: {role} is bound by the policies of {table}
DO $trial$
DECLARE
    made pg_catalog.pg_class;
BEGIN
    SELECT * INTO made FROM pg_catalog.pg_class WHERE oid = {table_text}::regclass;
    ASSERT NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS above
         WHERE pg_catalog.pg_has_role({role_text}, above.oid, 'MEMBER')
           AND (above.rolsuper OR above.rolbypassrls OR above.oid = made.relowner)
    ), 'it is, or can become, a role that no policy binds';
    ASSERT made.relrowsecurity AND made.relforcerowsecurity, 'row-level security is not enabled and forced';
    ASSERT NOT pg_catalog.has_table_privilege({role_text}, made.oid, 'TRUNCATE'), 'it may TRUNCATE, which asks no policy';
END $trial$;

-- trial: without a tenant {table} has no rows for {role}, and asking is no error
SET LOCAL ROLE {role};
DO $trial$
BEGIN
    PERFORM set_config({setting}, '', true);
    ASSERT NOT EXISTS (SELECT FROM {table}), 'rows are seen without a tenant';
    PERFORM {enter}(NULL);
    ASSERT NOT EXISTS (SELECT FROM {table}), 'rows are seen by the tenant NULL';
END $trial$;
