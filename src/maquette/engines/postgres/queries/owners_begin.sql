-- For ALTER … OWNER TO by a role that is no superuser: the new owner must be able to create in the object's schema.
DO $$
DECLARE
    one name;
BEGIN
    CREATE ROLE maquette_owners NOLOGIN;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO maquette_owners', current_database());
    FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
        EXECUTE format('GRANT CREATE ON SCHEMA %I TO maquette_owners', one);
    END LOOP;
    FOR one IN SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|maquette_)' LOOP
        EXECUTE format('GRANT maquette_owners TO %I', one);
    END LOOP;
END $$
