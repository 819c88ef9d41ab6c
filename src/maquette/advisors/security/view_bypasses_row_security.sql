-- bad
-- version: >= 15
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL, total numeric);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);
CREATE VIEW big_sale AS SELECT id, tenant FROM sale WHERE total > 1000;
GRANT SELECT ON sale, big_sale TO PUBLIC;

-- good
-- version: >= 15
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL, total numeric);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);
CREATE VIEW big_sale WITH (security_invoker = true) AS SELECT id, tenant FROM sale WHERE total > 1000;
GRANT SELECT ON sale, big_sale TO PUBLIC;

-- good: nobody else may read it
-- version: >= 15
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);
CREATE VIEW every_sale AS SELECT id, tenant FROM sale;

-- good: its owner must obey the policies
-- version: >= 15
CREATE ROLE reporter;
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);
CREATE VIEW every_sale AS SELECT id, tenant FROM sale;
ALTER VIEW every_sale OWNER TO reporter;
GRANT SELECT ON every_sale TO PUBLIC;

-- good: no row-level security below
CREATE TABLE sale (id bigint PRIMARY KEY);
CREATE VIEW every_sale AS SELECT id FROM sale;
GRANT SELECT ON every_sale TO PUBLIC;

-- bad: through another view
-- version: >= 15
CREATE TABLE sale (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON sale USING (tenant = current_setting('app.tenant')::int);
CREATE VIEW every_sale WITH (security_invoker = true) AS SELECT id, tenant FROM sale;
CREATE VIEW tally AS SELECT tenant, count(*) FROM every_sale GROUP BY tenant;
GRANT SELECT ON tally TO PUBLIC;
