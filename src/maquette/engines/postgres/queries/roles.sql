-- Roles without their passwords (pg_authid is never read); the server's own pg_… roles are left out.
SELECT r.oid, r.rolname AS name, r.rolsuper AS superuser, r.rolcanlogin AS login, r.rolinherit AS inherit,
       r.rolcreaterole AS create_role, r.rolcreatedb AS create_database, r.rolreplication AS replication,
       r.rolbypassrls AS bypass_rls, r.rolconnlimit AS connection_limit, r.rolvaliduntil::text AS valid_until
FROM pg_roles r
WHERE r.rolname !~ '^pg_'
