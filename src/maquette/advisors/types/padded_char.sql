-- bad
CREATE TABLE product (id bigint PRIMARY KEY, barcode char(20));

-- bad: values shorter than the length
CREATE TABLE product (id bigint PRIMARY KEY, unit char(3));
INSERT INTO product SELECT n, CASE n % 2 WHEN 0 THEN 'kg' ELSE 'l' END FROM generate_series(1, 100) n;
ANALYZE product;

-- good
CREATE TABLE product (id bigint PRIMARY KEY, barcode varchar(20));

-- good: codes that always have that length
CREATE TABLE price (id bigint PRIMARY KEY, currency char(3), country char(2), digest char(64));

-- good: values that fill the length
CREATE TABLE product (id bigint PRIMARY KEY, plu char(5));
INSERT INTO product SELECT n, to_char(n, 'FM00000') FROM generate_series(1, 100) n;
ANALYZE product;
