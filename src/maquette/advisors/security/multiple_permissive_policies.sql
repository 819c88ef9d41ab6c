-- bad
CREATE TABLE hook (id bigint PRIMARY KEY, tenant int, is_shared boolean);
ALTER TABLE hook ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON hook FOR SELECT USING (tenant = current_setting('app.tenant')::int);
CREATE POLICY of_support ON hook FOR SELECT USING (current_setting('app.support') = 'on');

-- good
CREATE TABLE hook (id bigint PRIMARY KEY, tenant int, is_shared boolean);
ALTER TABLE hook ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON hook FOR SELECT
    USING (tenant = current_setting('app.tenant')::int OR current_setting('app.support') = 'on');

-- good: one for each command
CREATE TABLE hook (id bigint PRIMARY KEY, tenant int);
ALTER TABLE hook ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON hook FOR SELECT USING (true);
CREATE POLICY writers ON hook FOR UPDATE USING (tenant = current_setting('app.tenant')::int);

-- good: one for each role
CREATE ROLE support;
CREATE ROLE seller;
CREATE TABLE hook (id bigint PRIMARY KEY, tenant int);
ALTER TABLE hook ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_support ON hook TO support USING (true);
CREATE POLICY of_seller ON hook TO seller USING (tenant = current_setting('app.tenant')::int);

-- good: one of them restricts
CREATE TABLE hook (id bigint PRIMARY KEY, tenant int, is_shared boolean);
ALTER TABLE hook ENABLE ROW LEVEL SECURITY;
CREATE POLICY shared ON hook USING (is_shared);
CREATE POLICY of_tenant ON hook AS RESTRICTIVE USING (tenant = current_setting('app.tenant')::int);

-- bad: one for everything, one for a command
CREATE TABLE hook (id bigint PRIMARY KEY, tenant int, is_shared boolean);
ALTER TABLE hook ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON hook USING (tenant = current_setting('app.tenant')::int);
CREATE POLICY shared ON hook FOR SELECT USING (is_shared);
