-- bad
-- query 9000: SELECT * FROM product WHERE id = 5
CREATE TABLE product (id bigint PRIMARY KEY, title text, body text, search tsvector);

-- good
-- query 9000: SELECT id, title, body FROM product WHERE id = 5
CREATE TABLE product (id bigint PRIMARY KEY, title text, body text, search tsvector);

-- good: a narrow table
-- query 9000: SELECT * FROM product WHERE id = 5
CREATE TABLE product (id bigint PRIMARY KEY, title text);

-- good: nothing is fetched
-- query: SELECT count(*) FROM product
-- query: SELECT id FROM product p WHERE EXISTS (SELECT * FROM product q WHERE q.id = p.id + 1)
CREATE TABLE product (id bigint PRIMARY KEY, search tsvector);

-- bad: of one of the tables
-- query: SELECT p.*, s.name FROM product p JOIN seller s ON s.id = p.seller_id
CREATE TABLE seller (id bigint PRIMARY KEY, name text);
CREATE TABLE product (id bigint PRIMARY KEY, seller_id bigint REFERENCES seller, search tsvector);
