-- bad
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint);
CREATE INDEX purchase_customer ON purchase (customer);
CREATE INDEX purchase_customer_again ON purchase (customer);

-- bad: the constraint has it already
CREATE TABLE account (id bigint PRIMARY KEY, email text UNIQUE);
CREATE INDEX account_email ON account (email);
CREATE UNIQUE INDEX account_id ON account (id);

-- bad: expressions and conditions
CREATE TABLE account (id bigint PRIMARY KEY, email text, active boolean);
CREATE INDEX a ON account (lower(email)) WHERE active;
CREATE INDEX b ON account (lower(email)) WHERE active;
CREATE INDEX c ON account (lower(email)) WHERE active;

-- bad: of a partitioned table, said once
CREATE TABLE purchase (id bigint, day date, customer bigint) PARTITION BY RANGE (day);
CREATE TABLE purchase_2026 PARTITION OF purchase FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX purchase_customer ON purchase (customer);
CREATE INDEX purchase_customer_again ON purchase (customer);

-- good
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint);
CREATE INDEX purchase_customer ON purchase (customer);

-- good: another order, operator class, condition, INCLUDE, method or collation
CREATE TABLE account (id bigint PRIMARY KEY, email text, name text, active boolean);
CREATE INDEX ON account (email);
CREATE INDEX ON account (email DESC NULLS LAST);
CREATE INDEX ON account (email text_pattern_ops);
CREATE INDEX ON account (email) WHERE active;
CREATE INDEX ON account (email) INCLUDE (name);
CREATE INDEX ON account USING hash (email);
CREATE INDEX ON account (email COLLATE "POSIX");

-- good: unique twice, one of them stricter about null
-- version: >= 15
CREATE TABLE account (id bigint PRIMARY KEY, email text, CONSTRAINT a UNIQUE (email));
CREATE UNIQUE INDEX b ON account (email) NULLS NOT DISTINCT;
