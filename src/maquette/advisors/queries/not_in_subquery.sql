-- bad
-- query 20: SELECT id FROM product WHERE id NOT IN (SELECT product_id FROM sale)
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint REFERENCES product);

-- good
-- query 20: SELECT id FROM product p WHERE NOT EXISTS (SELECT FROM sale WHERE product_id = p.id)
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint REFERENCES product);

-- good: not null, and not known to be big
-- query: SELECT id FROM product WHERE id NOT IN (SELECT product_id FROM sale)
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES product);

-- good: nulls are left out
-- query: SELECT id FROM product WHERE id NOT IN (SELECT product_id FROM sale WHERE product_id IS NOT NULL)
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint REFERENCES product);

-- good: a list of values
-- query: SELECT id FROM sale WHERE product_id NOT IN (1, 2, 3)
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint);

-- bad: not null, but big
-- rows: sale=5e6
-- query: SELECT id FROM product WHERE id NOT IN (SELECT product_id FROM sale)
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES product);

-- bad: NOT around IN, and ALL
-- query: SELECT id FROM product WHERE NOT id IN (SELECT product_id FROM sale)
-- query: SELECT id FROM product WHERE id <> ALL (SELECT product_id FROM sale)
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, product_id bigint REFERENCES product);
