-- bad
CREATE TABLE coupon (id bigint PRIMARY KEY, tenant int NOT NULL);
CREATE POLICY of_tenant ON coupon USING (tenant = current_setting('app.tenant')::int);

-- good
CREATE TABLE coupon (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE coupon ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON coupon USING (tenant = current_setting('app.tenant')::int);

-- good: no policies
CREATE TABLE coupon (id bigint PRIMARY KEY);

-- bad: several policies
CREATE TABLE coupon (id bigint PRIMARY KEY, tenant int NOT NULL);
CREATE POLICY readers ON coupon FOR SELECT USING (true);
CREATE POLICY writers ON coupon FOR UPDATE USING (tenant = current_setting('app.tenant')::int);
