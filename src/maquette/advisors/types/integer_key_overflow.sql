-- bad
CREATE TABLE purchase (id serial PRIMARY KEY, total numeric);
SELECT setval('purchase_id_seq', 1900000000);

-- bad: more than half, and columns that refer to it
CREATE TABLE purchase (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric);
CREATE TABLE item (id bigint PRIMARY KEY, purchase_id integer NOT NULL REFERENCES purchase);
CREATE INDEX ON item (purchase_id);
SELECT setval('purchase_id_seq', 1200000000);

-- bad: a bigint sequence on a smallint column
CREATE SEQUENCE shelf_number;
CREATE TABLE shelf (id smallint PRIMARY KEY DEFAULT nextval('shelf_number'));
ALTER SEQUENCE shelf_number OWNED BY shelf.id;
SELECT setval('shelf_number', 30000);

-- bad: a view reads the column, so ALTER would fail
CREATE TABLE purchase (id serial PRIMARY KEY, total numeric);
CREATE VIEW large AS SELECT id FROM purchase WHERE total > 1000;
SELECT setval('purchase_id_seq', 1900000000);

-- good
CREATE TABLE purchase (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric);
SELECT setval('purchase_id_seq', 1900000000);

-- good: far from the end
CREATE TABLE purchase (id serial PRIMARY KEY, total numeric);
SELECT setval('purchase_id_seq', 900000000);

-- good: never used
CREATE TABLE purchase (id serial PRIMARY KEY, total numeric);
