-- bad
-- query 40: SELECT id, title FROM product ORDER BY created_at DESC, id DESC LIMIT 25 OFFSET 22500
CREATE TABLE product (id bigint PRIMARY KEY, title text, created_at timestamptz NOT NULL);
CREATE INDEX ON product (created_at, id);

-- good
-- query 40: SELECT id, title FROM product WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 25
CREATE TABLE product (id bigint PRIMARY KEY, title text, created_at timestamptz NOT NULL);
CREATE INDEX ON product (created_at, id);

-- good: the first pages
-- query 4000: SELECT id, title FROM product ORDER BY id LIMIT 25 OFFSET 50
CREATE TABLE product (id bigint PRIMARY KEY, title text);

-- good: how deep is not known
-- query 40: SELECT id, title FROM product ORDER BY id LIMIT $1 OFFSET $2
CREATE TABLE product (id bigint PRIMARY KEY, title text);

-- bad: in a subquery
-- query: SELECT count(*) FROM (SELECT id FROM product ORDER BY id OFFSET 100000) AS rest
CREATE TABLE product (id bigint PRIMARY KEY, title text);
