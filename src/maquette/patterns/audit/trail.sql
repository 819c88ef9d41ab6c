-- Months are attached, not made as partitions: that waits for no writer. What no month takes, the rest takes.
-- step: schema {schema}
CREATE SCHEMA {schema};
-- undo
DROP SCHEMA {schema};

-- step: table {trail}, a partition a month
CREATE TABLE {trail} (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    relation text NOT NULL,
    operation text NOT NULL,
    key jsonb,
    old jsonb,
    new jsonb,
    actor text,
    login text NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX {by_key} ON {trail} (relation, jsonb_hash_extended(key, 0));
CREATE TABLE {rest} PARTITION OF {trail} DEFAULT;
REVOKE ALL ON {trail}, {rest} FROM {others};
-- undo
DROP TABLE {trail};

-- It may be called by a role that may do nothing else with the trail, and asks for locks only briefly.
-- step: function {keep}(integer, integer)
CREATE FUNCTION {keep}(months_ahead integer DEFAULT {ahead}, months_kept integer DEFAULT {months}) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = '' SET timezone = 'UTC' SET datestyle = 'ISO' SET lock_timeout = '200ms' AS $$
DECLARE
    trail CONSTANT regclass := {trail_text};
    this_month CONSTANT timestamptz := date_trunc('month', now());
    last_kept CONSTANT timestamptz := this_month - make_interval(months => nullif(months_kept, 0));
    since timestamptz;
    until timestamptz;
    month text;
    one record;
    strays boolean;
BEGIN
    FOR step IN 0 .. months_ahead LOOP
        since := this_month + make_interval(months => step);
        until := since + interval '1 month';
        month := format('%I.%I', {schema_text}, {prefix_text} || to_char(since, 'YYYY_MM'));
        CONTINUE WHEN to_regclass(month) IS NOT NULL;
        SELECT EXISTS (SELECT FROM {rest} WHERE at >= since AND at < until) INTO strays;
        IF strays THEN
            RETURN NEXT format('%s is not made: %s has rows of it, and keeps them', month, {rest_text});
            CONTINUE;
        END IF;
        BEGIN
            EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS)', month, trail);
            EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', trail, month, since, until);
            RETURN NEXT format('%s made', month);
        EXCEPTION WHEN lock_not_available THEN
            RETURN NEXT format('%s is not made: the trail is in use; call again', month);
        END;
    END LOOP;
    FOR one IN
        SELECT c.oid::regclass::text AS part, b.until FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        CROSS JOIN LATERAL (SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM $x$TO \('([^']+)'\)$x$)::timestamptz
            AS until) b WHERE i.inhparent = trail AND b.until <= last_kept
    LOOP
        BEGIN
            EXECUTE format('DROP TABLE %s', one.part);
            RETURN NEXT format('%s dropped', one.part);
        EXCEPTION WHEN lock_not_available THEN
            RETURN NEXT format('%s is not dropped: the trail is in use; call again', one.part);
        END;
    END LOOP;
    DELETE FROM {rest} WHERE at < last_kept;
    -- Default privileges may have given others more than to read the whole.
    FOR one IN
        SELECT c.oid::regclass AS part, g.privilege_type AS privilege,
            CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END AS who
        FROM pg_catalog.pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
        WHERE (c.oid = trail OR c.oid IN (SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = trail))
            AND g.grantee <> c.relowner AND NOT (c.oid = trail AND g.privilege_type = 'SELECT')
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM %s', one.privilege, one.part, one.who);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION {keep}(integer, integer) FROM PUBLIC;
-- undo
DROP FUNCTION {keep}(integer, integer);

-- step: the months of {trail} from this one on
SELECT {keep}();
-- undo
-- They go with the table.

-- step: function {history}(regclass, jsonb)
CREATE FUNCTION {history}(of_table regclass, of_key jsonb) RETURNS SETOF {trail} LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT t.* FROM {trail} t
    WHERE t.relation = (SELECT format('%I.%I', c.relnamespace::regnamespace::text, c.relname) FROM pg_class c WHERE c.oid = of_table)
        AND jsonb_hash_extended(t.key, 0) = jsonb_hash_extended(of_key, 0) AND t.key = of_key
    ORDER BY t.id
$$;
-- undo
DROP FUNCTION {history}(regclass, jsonb);

-- The settings make a value's text the same in every session; the plan is made once, for one row as for a million.
-- step: function {record}()
CREATE FUNCTION {record}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = '' SET timezone = 'UTC' SET datestyle = 'ISO' SET intervalstyle = 'postgres' SET bytea_output = 'hex'
    SET extra_float_digits = 1 SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    this_at CONSTANT timestamptz := clock_timestamp();
    this_relation CONSTANT text := format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME);
    this_actor CONSTANT text := nullif(current_setting({actor}, true), '');
    this_login CONSTANT text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    hidden CONSTANT text[] := coalesce(TG_ARGV, '{}');
    blank CONSTANT jsonb := (SELECT coalesce(jsonb_object_agg(h, NULL), '{}') FROM unnest(hidden) h);
    keys text[];
BEGIN
    SELECT array_agg(a.attname::text) INTO keys
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = TG_RELID AND i.indisprimary;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {trail} (at, relation, operation, key, new, actor, login)
        SELECT this_at, this_relation, TG_OP, (SELECT jsonb_object_agg(k, told -> k) FROM unnest(keys) k),
            told || blank, this_actor, this_login
        FROM (SELECT to_jsonb(n.*) AS told FROM new_rows n) r;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO {trail} (at, relation, operation, key, old, actor, login)
        SELECT this_at, this_relation, TG_OP, (SELECT jsonb_object_agg(k, told -> k) FROM unnest(keys) k),
            told || blank, this_actor, this_login
        FROM (SELECT to_jsonb(o.*) AS told FROM old_rows o) r;
    ELSIF TG_OP = 'UPDATE' THEN
        -- Paired by key; the count tells apart what one statement did to a row twice, as foreign keys' actions may.
        INSERT INTO {trail} (at, relation, operation, key, old, new, actor, login)
        SELECT this_at, this_relation,
            CASE WHEN o.told IS NULL THEN 'INSERT' WHEN n.told IS NULL THEN 'DELETE' ELSE TG_OP END,
            coalesce(o.key, n.key), CASE WHEN o.told IS NOT NULL THEN c.old END, CASE WHEN n.told IS NOT NULL THEN c.new END,
            this_actor, this_login
        FROM (SELECT told, key, row_number() OVER (PARTITION BY key) AS time FROM
                (SELECT told, (SELECT jsonb_object_agg(k, told -> k) FROM unnest(keys) k) AS key FROM
                    (SELECT to_jsonb(o.*) AS told FROM old_rows o) r) r) o
        FULL JOIN (SELECT told, key, row_number() OVER (PARTITION BY key) AS time FROM
                (SELECT told, (SELECT jsonb_object_agg(k, told -> k) FROM unnest(keys) k) AS key FROM
                    (SELECT to_jsonb(n.*) AS told FROM new_rows n) r) r) n
            ON n.key = o.key AND n.time = o.time
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(name, CASE WHEN name = ANY (hidden) THEN NULL ELSE o.told -> name END) AS old,
                jsonb_object_agg(name, CASE WHEN name = ANY (hidden) THEN NULL ELSE n.told -> name END) AS new
            FROM jsonb_object_keys(coalesce(n.told, o.told)) name
            WHERE o.told -> name IS DISTINCT FROM n.told -> name) c
        WHERE c.new IS NOT NULL
        ORDER BY coalesce(o.time, n.time);
    ELSE
        INSERT INTO {trail} (at, relation, operation, actor, login)
        VALUES (this_at, this_relation, TG_OP, this_actor, this_login);
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {record}() FROM PUBLIC;
-- undo
DROP FUNCTION {record}();
