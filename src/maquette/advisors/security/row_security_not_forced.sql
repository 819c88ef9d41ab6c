-- bad
CREATE ROLE shop LOGIN;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE sale OWNER TO shop;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);

-- good
CREATE ROLE shop LOGIN;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE sale FORCE ROW LEVEL SECURITY;
ALTER TABLE sale OWNER TO shop;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);

-- good: the owner never logs in
CREATE ROLE owners;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE sale OWNER TO owners;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);

-- good: the owner is a superuser
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);
