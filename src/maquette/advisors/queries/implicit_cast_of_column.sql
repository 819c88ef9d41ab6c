-- bad
-- query 500: SELECT total FROM sale WHERE id = 318811.0
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric);

-- good
-- query 500: SELECT total FROM sale WHERE id = 318811
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric);

-- good: integers of two sizes
-- query: SELECT total FROM sale WHERE id = 5::bigint
CREATE TABLE sale (id integer PRIMARY KEY, total numeric);

-- bad: columns of two types, joined
-- query: SELECT s.id FROM sale s JOIN buyer b ON b.id = s.buyer_id WHERE s.id = 5
CREATE TABLE buyer (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, buyer_id numeric);

-- bad: padded char and text
-- query: SELECT name FROM country WHERE code = $1::text
CREATE TABLE country (code char(2) PRIMARY KEY, name text);

-- good: text and varchar
-- query: SELECT name FROM country WHERE code = $1::text
CREATE TABLE country (code varchar(2) PRIMARY KEY, name text);

-- good: a date and a moment
-- query: SELECT id FROM sale WHERE day >= '2026-01-01 00:00+00'::timestamptz
CREATE TABLE sale (id bigint PRIMARY KEY, day date);
CREATE INDEX ON sale (day);

-- good: no index to lose
-- query: SELECT id FROM sale WHERE amount = 5.5
CREATE TABLE sale (id bigint PRIMARY KEY, amount integer);
