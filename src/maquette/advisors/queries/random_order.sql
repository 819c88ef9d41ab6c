-- bad
-- query 800: SELECT id, title FROM product WHERE on_sale ORDER BY random() LIMIT 6
CREATE TABLE product (id bigint PRIMARY KEY, title text, on_sale boolean NOT NULL);

-- good
-- query 800: SELECT id, title FROM product TABLESAMPLE SYSTEM (1) WHERE on_sale LIMIT 6
CREATE TABLE product (id bigint PRIMARY KEY, title text, on_sale boolean NOT NULL);

-- good: a small table
-- rows: quotation=300
-- query: SELECT words FROM quotation ORDER BY random() LIMIT 1
CREATE TABLE quotation (id int PRIMARY KEY, words text);

-- good: of one row's company
-- query: SELECT id FROM product WHERE id = 5 ORDER BY random() LIMIT 1
CREATE TABLE product (id bigint PRIMARY KEY);

-- good: the whole table in a random order
-- query: SELECT id FROM product ORDER BY random()
CREATE TABLE product (id bigint PRIMARY KEY);
