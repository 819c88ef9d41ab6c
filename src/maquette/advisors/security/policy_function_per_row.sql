-- bad
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE plpgsql
    AS $$ BEGIN RETURN current_setting('app.tenant')::bigint; END $$;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant bigint NOT NULL);
CREATE INDEX ON sale (tenant);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_tenant());

-- good
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE plpgsql
    AS $$ BEGIN RETURN current_setting('app.tenant')::bigint; END $$;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant bigint NOT NULL);
CREATE INDEX ON sale (tenant);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = (SELECT current_tenant()));

-- good: stable, and the column is indexed
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE plpgsql STABLE
    AS $$ BEGIN RETURN current_setting('app.tenant')::bigint; END $$;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant bigint NOT NULL);
CREATE INDEX ON sale (tenant, id);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_tenant());

-- bad: stable, and no index
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE plpgsql STABLE
    AS $$ BEGIN RETURN current_setting('app.tenant')::bigint; END $$;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant bigint NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_tenant()) WITH CHECK (tenant = current_tenant());

-- good: a built-in function
CREATE TABLE sale (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant'));

-- bad: with an argument
CREATE FUNCTION setting_of(what text) RETURNS text LANGUAGE plpgsql
    AS $$ BEGIN RETURN current_setting('app.' || what); END $$;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = setting_of('tenant'));
