-- bad
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint, total numeric);
CREATE INDEX ON purchase (customer_id);
ALTER TABLE purchase ADD FOREIGN KEY (customer_id) REFERENCES customer NOT VALID;

-- bad: a check
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric);
ALTER TABLE purchase ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;

-- bad: not null
-- version: >= 18
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric);
ALTER TABLE purchase ADD CONSTRAINT total_known NOT NULL total NOT VALID;

-- good
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric CHECK (total >= 0));

-- good: validated since
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric);
ALTER TABLE purchase ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
ALTER TABLE purchase VALIDATE CONSTRAINT total_positive;

-- good: not enforced, on purpose
-- version: >= 18
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric CHECK (total >= 0) NOT ENFORCED);
