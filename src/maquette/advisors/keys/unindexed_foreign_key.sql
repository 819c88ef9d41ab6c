-- bad
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);

-- good
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
CREATE INDEX ON purchase (customer_id);

-- good: columns in another order
CREATE TABLE customer (tenant int, id bigint, PRIMARY KEY (tenant, id));
CREATE TABLE purchase (id bigint PRIMARY KEY, tenant int, customer bigint, FOREIGN KEY (tenant, customer) REFERENCES customer);
CREATE INDEX ON purchase (customer, tenant, id);

-- good: a partial index that leaves out only nulls
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
CREATE INDEX ON purchase (customer_id) WHERE customer_id IS NOT NULL;

-- bad: a partial index that leaves out more
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, open boolean, customer_id bigint REFERENCES customer);
CREATE INDEX ON purchase (customer_id) WHERE open;

-- good: a partitioned table's own index
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint, day date, customer_id bigint REFERENCES customer) PARTITION BY RANGE (day);
CREATE TABLE purchase_2026 PARTITION OF purchase FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON purchase (customer_id);
