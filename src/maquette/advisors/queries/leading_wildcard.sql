-- bad
-- query 900: SELECT id FROM product WHERE title ILIKE '%blanket%' LIMIT 20
CREATE TABLE product (id bigint PRIMARY KEY, title text NOT NULL);
CREATE INDEX ON product (title);

-- good
-- query 900: SELECT id FROM product WHERE title LIKE 'Blanket%'
CREATE TABLE product (id bigint PRIMARY KEY, title text NOT NULL);
CREATE INDEX ON product (title text_pattern_ops);

-- bad: pg_trgm is there, the index is not
-- extension: pg_trgm
-- query: SELECT id FROM product WHERE title LIKE '%blanket%'
CREATE EXTENSION pg_trgm;
CREATE TABLE product (id bigint PRIMARY KEY, title text NOT NULL);

-- good: a trigram index
-- extension: pg_trgm
-- query: SELECT id FROM product WHERE title LIKE '%blanket%'
CREATE EXTENSION pg_trgm;
CREATE TABLE product (id bigint PRIMARY KEY, title text NOT NULL);
CREATE INDEX ON product USING gin (title gin_trgm_ops);

-- good: another condition finds the rows
-- query: SELECT id FROM product WHERE seller_id = 4 AND title LIKE '%blanket%'
CREATE TABLE product (id bigint PRIMARY KEY, seller_id bigint, title text NOT NULL);
CREATE INDEX ON product (seller_id);

-- good: a small table
-- rows: country=200
-- query: SELECT name FROM country WHERE name LIKE '%land'
CREATE TABLE country (name text PRIMARY KEY);

-- good: the pattern is not known
-- query: SELECT id FROM product WHERE title LIKE $1
CREATE TABLE product (id bigint PRIMARY KEY, title text NOT NULL);
