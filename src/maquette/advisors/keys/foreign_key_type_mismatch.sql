-- bad
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id integer REFERENCES customer);
CREATE INDEX ON purchase (customer_id);

-- bad: another family
CREATE TABLE customer (id numeric PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);

-- bad: a view reads the column, so ALTER would fail
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id integer REFERENCES customer);
CREATE VIEW buyer AS SELECT DISTINCT customer_id FROM purchase;

-- good
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);

-- good: a wider integer
CREATE TABLE country (id integer PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, country_id bigint REFERENCES country);

-- good: text and varchar, and a domain over the key's type
CREATE DOMAIN code AS varchar(10);
CREATE TABLE country (code text PRIMARY KEY);
CREATE TABLE city (id bigint PRIMARY KEY, country varchar(3) REFERENCES country, origin code REFERENCES country);
