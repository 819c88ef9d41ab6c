-- bad
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint);
CREATE INDEX purchase_customer ON purchase (customer);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'purchase_customer'::regclass;

-- bad: unique, and nothing is unique
CREATE TABLE purchase (id bigint PRIMARY KEY, number text);
CREATE UNIQUE INDEX purchase_number ON purchase (number);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'purchase_number'::regclass;

-- bad: left over from REINDEX CONCURRENTLY
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint);
CREATE INDEX purchase_customer ON purchase (customer);
CREATE INDEX purchase_customer_ccnew ON purchase (customer);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'purchase_customer_ccnew'::regclass;

-- good
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint);
CREATE INDEX purchase_customer ON purchase (customer);

-- good: an index of a partitioned table that is being built, partition by partition
CREATE TABLE purchase (id bigint, day date) PARTITION BY RANGE (day);
CREATE TABLE purchase_2026 PARTITION OF purchase FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX purchase_day ON ONLY purchase (day);
