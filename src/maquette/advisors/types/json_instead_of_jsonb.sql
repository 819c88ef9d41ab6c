-- bad
CREATE TABLE delivery (id bigint PRIMARY KEY, payload json NOT NULL DEFAULT '{}');
INSERT INTO delivery VALUES (1, '{"b": 1, "a": [1, 2]}');

-- bad: an index on an expression of it
CREATE TABLE delivery (id bigint PRIMARY KEY, payload json);
CREATE INDEX ON delivery ((payload ->> 'kind'));

-- bad: a view reads the column, so ALTER would fail
CREATE TABLE delivery (id bigint PRIMARY KEY, payload json);
CREATE VIEW delivery_kind AS SELECT id, payload ->> 'kind' AS kind FROM delivery;

-- good
CREATE TABLE delivery (id bigint PRIMARY KEY, payload jsonb NOT NULL DEFAULT '{}');

-- good: kept word for word
CREATE TABLE delivery (id bigint PRIMARY KEY, raw_payload json, signature bytea);
