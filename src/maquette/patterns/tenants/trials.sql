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

-- trial: no tenant reads or writes another's rows of {table}, whatever way it tries
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
CREATE TEMP TABLE two ON COMMIT DROP AS
SELECT (array_agg(tenant))[1] AS mine, (array_agg(tenant))[2] AS other
  FROM (SELECT DISTINCT {tenant} AS tenant FROM (SELECT {tenant} FROM {table} LIMIT 10000) AS first LIMIT 2) AS found;
CREATE TEMP TABLE theirs ON COMMIT DROP AS
SELECT * FROM {table} WHERE {tenant} = (SELECT other FROM two) LIMIT 100;
CREATE TEMP TABLE relabelled ON COMMIT DROP AS SELECT * FROM theirs;
UPDATE relabelled SET {tenant} = (SELECT mine FROM two);
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
GRANT SELECT ON two, theirs, relabelled TO {role};
CREATE FUNCTION pg_temp.by_function() RETURNS SETOF {table} LANGUAGE sql AS $f$ SELECT * FROM {table} $f$;
DO $trial$
BEGIN
    IF NOT (SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        ALTER FUNCTION pg_temp.by_function() SECURITY DEFINER;  -- FORCE binds the owner as well
    END IF;
END $trial$;
-- So cheap that the planner would like to call it first.
CREATE FUNCTION pg_temp.peeks(tenant {type}) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS $f$
BEGIN
    ASSERT tenant = (SELECT mine FROM two), 'a function in WHERE is shown rows of another tenant';
    RETURN true;
END $f$;
-- Policies are asked before keys are, so a refusal by a key would mean that none was asked.
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
    touched bigint;
BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched || ' rows';
EXCEPTION
    WHEN insufficient_privilege OR raise_exception THEN
        RETURN 'refused';
    WHEN integrity_constraint_violation THEN
        RETURN SQLERRM;
END $f$;
SET LOCAL ROLE {role};
DO $trial$
DECLARE
    pair record;
    statement text;
    finds_none text[] := ARRAY[
        $s$SELECT FROM {table} WHERE {tenant} IS DISTINCT FROM (SELECT mine FROM two)$s$,
        $s$SELECT FROM {table} WHERE {tenant} = (SELECT other FROM two) FOR UPDATE$s$,
        $s$SELECT FROM pg_temp.by_function() AS f WHERE f.{tenant} IS DISTINCT FROM (SELECT mine FROM two)$s$,
        $s$SELECT FROM pg_catalog.pg_stats AS s JOIN pg_catalog.pg_class AS c ON c.relname = s.tablename
            AND c.relnamespace::regnamespace::text = quote_ident(s.schemaname) WHERE c.oid = {table_text}::regclass$s$,
        $s$UPDATE {table} SET {tenant} = {tenant} WHERE {tenant} = (SELECT other FROM two)$s$,
        $s$UPDATE {table} AS t SET {tenant} = (SELECT mine FROM two) FROM theirs AS o WHERE {same_row}$s$,
        $s$DELETE FROM {table} WHERE {tenant} = (SELECT other FROM two) RETURNING *$s$,
        $s$WITH gone AS (DELETE FROM {table} AS t USING theirs AS o WHERE {same_row} RETURNING 1) SELECT FROM gone$s$
    ];
    is_refused text[] := ARRAY[
        $s$INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM theirs$s$,
        $s$INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM theirs RETURNING *$s$,
        $s$INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM theirs
            ON CONFLICT DO NOTHING$s$,
        $s$UPDATE {table} SET {tenant} = (SELECT other FROM two)$s$,
        $s$TRUNCATE {table}$s$
    ];
BEGIN
    SELECT * INTO pair FROM two;
    IF pair.other IS NULL THEN
        RETURN;  -- fewer than two tenants have rows
    END IF;
    IF current_setting('server_version_num')::int >= 150000 THEN
        finds_none := finds_none || ARRAY[
            $s$MERGE INTO {table} AS t USING theirs AS o ON {same_row} WHEN MATCHED THEN DELETE$s$,
            $s$MERGE INTO {table} AS t USING theirs AS o ON {same_row}
                WHEN MATCHED THEN UPDATE SET {tenant} = (SELECT mine FROM two)$s$];
        is_refused := is_refused || $s$MERGE INTO {table} AS t USING theirs AS o ON false
            WHEN NOT MATCHED THEN INSERT ({columns}) OVERRIDING SYSTEM VALUE VALUES ({columns_of_theirs})$s$::text;
    END IF;
    IF {key_is_global} THEN
        is_refused := is_refused || $s$INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns}
            FROM relabelled ON CONFLICT ({key}) DO UPDATE SET {tenant} = EXCLUDED.{tenant}$s$::text;
    END IF;
    PERFORM {enter}(pair.mine);
    PERFORM FROM {table} WHERE pg_temp.peeks({tenant});
    FOREACH statement IN ARRAY finds_none LOOP
        ASSERT pg_temp.outcome(statement) IN ('0 rows', 'refused'), statement;
    END LOOP;
    FOREACH statement IN ARRAY is_refused LOOP
        ASSERT pg_temp.outcome(statement) = 'refused', statement;
    END LOOP;
END $trial$;

-- trial: the rows of a tenant are found in {table} by an index, and the setting is read once
SET LOCAL ROLE {role};
SET LOCAL enable_seqscan = off;
DO $trial$
DECLARE
    plan text;
BEGIN
    EXECUTE $s$EXPLAIN (FORMAT JSON) SELECT * FROM {table}$s$ INTO plan;
    ASSERT plan LIKE '%InitPlan%', 'the setting is read for every row: ' || plan;
    ASSERT plan LIKE '%"Index Cond"%', 'no index is used: ' || plan;
END $trial$;

-- trial: each unique key of {table} lets two tenants have the same value
DO $trial$
DECLARE
    offending text;
BEGIN
    SELECT string_agg(i.indexrelid::regclass::text, ', ') INTO offending
      FROM pg_catalog.pg_index AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
     WHERE i.indrelid = {table_text}::regclass AND i.indisunique AND NOT i.indisprimary
       AND NOT c.relname = ANY ({global_keys}::text[])
       AND NOT (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = i.indrelid AND attname = {tenant_text})
           = ANY (i.indkey::smallint[]);
    ASSERT offending IS NULL, 'it tells of other tenants what it refuses: ' || offending;
END $trial$;
