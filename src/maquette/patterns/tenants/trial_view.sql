-- trial: {view} shows a tenant its own rows alone
GRANT SELECT ON {view} TO {role};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
CREATE TEMP TABLE known ON COMMIT DROP AS SELECT {tenant} AS tenant FROM {table} LIMIT 1;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
GRANT SELECT ON known TO {role};
SET LOCAL ROLE {role};
DO $trial$
BEGIN
    PERFORM {enter}(NULL);
    ASSERT NOT EXISTS (SELECT FROM {view} WHERE {tenant} IS NOT NULL), 'rows are seen without a tenant';
    PERFORM {enter}(tenant) FROM known;
    ASSERT NOT EXISTS (SELECT FROM {view} WHERE {tenant} <> (SELECT tenant FROM known)), 'another tenant is seen';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;  -- the role may not read what the view reads
END $trial$;
