-- bad
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
ALTER TABLE purchase ADD CONSTRAINT purchase_customer FOREIGN KEY (customer_id) REFERENCES customer (id);
CREATE INDEX ON purchase (customer_id);

-- bad: other actions, so someone has to decide
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
ALTER TABLE purchase ADD CONSTRAINT purchase_customer FOREIGN KEY (customer_id) REFERENCES customer ON DELETE CASCADE;

-- good
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);

-- good: two columns that refer to one table
CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE transfer (id bigint PRIMARY KEY, source bigint REFERENCES account, target bigint REFERENCES account);

-- good: a key of the tenant beside the plain one
CREATE TABLE customer (id bigint PRIMARY KEY, tenant int NOT NULL, UNIQUE (tenant, id));
CREATE TABLE purchase (
  id bigint PRIMARY KEY, tenant int, customer_id bigint REFERENCES customer,
  FOREIGN KEY (tenant, customer_id) REFERENCES customer (tenant, id)
);
