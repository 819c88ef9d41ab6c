-- bad
CREATE TABLE ticket (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;

-- good
CREATE TABLE ticket (id bigint PRIMARY KEY, tenant int NOT NULL);
ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON ticket USING (tenant = current_setting('app.tenant')::int);

-- good: no row-level security
CREATE TABLE ticket (id bigint PRIMARY KEY);

-- good: a partition, closed but through its parent
CREATE TABLE ticket (id bigint, tenant int NOT NULL) PARTITION BY HASH (id);
CREATE TABLE ticket_0 PARTITION OF ticket FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_0 ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON ticket USING (tenant = current_setting('app.tenant')::int);
