-- bad
CREATE TABLE sale (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE product (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE invoice (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE product ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant_id = current_setting('app.tenant')::bigint);
CREATE POLICY of_tenant ON product USING (tenant_id = current_setting('app.tenant')::bigint);
GRANT SELECT ON sale, product, invoice TO PUBLIC;

-- good
CREATE TABLE sale (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE product (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE product ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant_id = current_setting('app.tenant')::bigint);
CREATE POLICY of_tenant ON product USING (tenant_id = current_setting('app.tenant')::bigint);
GRANT SELECT ON sale, product TO PUBLIC;

-- good: tables without the column
CREATE TABLE sale (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE product (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE country (code text PRIMARY KEY);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE product ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant_id = current_setting('app.tenant')::bigint);
CREATE POLICY of_tenant ON product USING (tenant_id = current_setting('app.tenant')::bigint);
GRANT SELECT ON sale, product, country TO PUBLIC;

-- good: its owner alone may read it
CREATE TABLE sale (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE product (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
CREATE TABLE tally (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE product ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant_id = current_setting('app.tenant')::bigint);
CREATE POLICY of_tenant ON product USING (tenant_id = current_setting('app.tenant')::bigint);
GRANT SELECT ON sale, product TO PUBLIC;
