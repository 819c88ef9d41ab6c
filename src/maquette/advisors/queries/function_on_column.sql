-- bad
-- query 5000: SELECT id FROM buyer WHERE lower(email) = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email varchar(200) NOT NULL UNIQUE);

-- good
-- query 5000: SELECT id FROM buyer WHERE lower(email) = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email varchar(200) NOT NULL UNIQUE);
CREATE INDEX ON buyer (lower(email));

-- good: another condition finds the row
-- query: SELECT id FROM buyer WHERE id = 7 AND lower(email) = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email text);

-- good: a small table
-- rows: currency=180
-- query: SELECT code FROM currency WHERE lower(name) = 'euro'
CREATE TABLE currency (code text PRIMARY KEY, name text);

-- good: the function is on the value's side
-- query: SELECT id FROM buyer WHERE email = lower('A@example.org')
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);

-- bad: the index is on another expression
-- query: SELECT id FROM buyer WHERE lower(email) = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email text);
CREATE INDEX ON buyer (upper(email));

-- bad: a field of a document
-- query: SELECT id FROM parcel WHERE data ->> 'tracking' = 'X1'
CREATE TABLE parcel (id bigint PRIMARY KEY, data jsonb);
CREATE INDEX ON parcel USING gin (data);

-- bad: depends on the time zone, so no index can hold it
-- query: SELECT count(*) FROM sale WHERE date_trunc('month', at) = '2026-01-01'
CREATE TABLE sale (id bigint PRIMARY KEY, at timestamptz);
CREATE INDEX ON sale (at);

-- bad: in a join
-- query: SELECT b.id FROM buyer b JOIN letter l ON lower(b.email) = l.address WHERE l.id = 5
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE letter (id bigint PRIMARY KEY, address text);

-- good: a join that reads everything anyway
-- query: SELECT b.id FROM buyer b JOIN letter l ON lower(b.email) = l.address
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE letter (id bigint PRIMARY KEY, address text);
