-- bad
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE purchases (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
CREATE INDEX ON purchases (customer_id);

-- bad: other columns of that name say what it refers to
CREATE TABLE product_variant (id bigint PRIMARY KEY);
CREATE TABLE cart_item (id bigint PRIMARY KEY, variant_id bigint REFERENCES product_variant);
CREATE TABLE order_item (id bigint PRIMARY KEY, variant_id bigint);
CREATE INDEX ON cart_item (variant_id);
CREATE INDEX ON order_item (variant_id);

-- bad: values within those of the key
CREATE TABLE category (id integer PRIMARY KEY);
CREATE TABLE product (id bigint PRIMARY KEY, category_id integer);
CREATE INDEX ON product (category_id);
INSERT INTO category SELECT generate_series(1, 200);
INSERT INTO product SELECT n, 1 + n % 200 FROM generate_series(1, 1000) n;
ANALYZE category, product;

-- bad: a schema a tenant, each with its own tables
CREATE SCHEMA north;
CREATE TABLE north.customer (id bigint PRIMARY KEY);
CREATE TABLE north.purchase (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX ON north.purchase (customer_id);
CREATE SCHEMA south;
CREATE TABLE south.customer (id bigint PRIMARY KEY);

-- good
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE purchases (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers);

-- good: values outside those of the key
CREATE TABLE category (id integer PRIMARY KEY);
CREATE TABLE product (id bigint PRIMARY KEY, category_id integer);
INSERT INTO category SELECT generate_series(1, 200);
INSERT INTO product SELECT n, n % 5000 FROM generate_series(1, 10000) n;
ANALYZE category, product;

-- good: an id of another system, and another type
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, stripe_customer_id text, customer_id uuid);

-- good: an audit log outlives what it speaks of
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE audit_log (id bigint PRIMARY KEY, customer_id bigint);

-- good: a composite foreign key
CREATE TABLE customer (tenant int, id bigint, PRIMARY KEY (tenant, id));
CREATE TABLE purchase (id bigint PRIMARY KEY, tenant int, customer_id bigint, FOREIGN KEY (tenant, customer_id) REFERENCES customer);
