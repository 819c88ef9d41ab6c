-- bad
CREATE TABLE wishlist (id bigint PRIMARY KEY, name text);
ALTER TABLE wishlist ADD UNIQUE (id);

-- bad: a foreign key may hang on it
CREATE TABLE wishlist (id bigint PRIMARY KEY);
ALTER TABLE wishlist ADD UNIQUE (id);
CREATE TABLE wish (id bigint PRIMARY KEY, wishlist_id bigint REFERENCES wishlist);

-- bad: two unique constraints
CREATE TABLE country (id int PRIMARY KEY, code text UNIQUE);
ALTER TABLE country ADD CONSTRAINT code_once UNIQUE (code);

-- good
CREATE TABLE wishlist (id bigint PRIMARY KEY, name text UNIQUE);

-- good: another order serves other searches
CREATE TABLE member (club bigint, person bigint, PRIMARY KEY (club, person), UNIQUE (person, club));

-- good: the target of a foreign key that carries the tenant
CREATE TABLE customer (id bigint PRIMARY KEY, tenant int NOT NULL, UNIQUE (tenant, id));
CREATE TABLE purchase (id bigint PRIMARY KEY, tenant int, customer bigint, FOREIGN KEY (tenant, customer) REFERENCES customer (tenant, id));
