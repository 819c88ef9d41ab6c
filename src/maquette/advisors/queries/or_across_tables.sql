-- bad
-- query 900: SELECT s.id FROM sale s JOIN buyer b ON b.id = s.buyer_id WHERE s.number = 'B-1' OR b.email = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE sale (id bigint PRIMARY KEY, number text UNIQUE, buyer_id bigint REFERENCES buyer);
CREATE INDEX ON sale (buyer_id);

-- good
-- query 900: SELECT s.id FROM sale s WHERE s.number = 'B-1' UNION SELECT s.id FROM sale s JOIN buyer b ON b.id = s.buyer_id WHERE b.email = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE sale (id bigint PRIMARY KEY, number text UNIQUE, buyer_id bigint REFERENCES buyer);
CREATE INDEX ON sale (buyer_id);

-- good: one table
-- query: SELECT id FROM sale WHERE number = 'B-1' OR buyer_id = 7
CREATE TABLE sale (id bigint PRIMARY KEY, number text UNIQUE, buyer_id bigint);
CREATE INDEX ON sale (buyer_id);

-- good: another condition finds the rows
-- query: SELECT s.id FROM sale s JOIN buyer b ON b.id = s.buyer_id WHERE s.id = 4 AND (s.number = 'B-1' OR b.email = 'a@example.org')
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE sale (id bigint PRIMARY KEY, number text UNIQUE, buyer_id bigint REFERENCES buyer);

-- good: every arm speaks of both tables
-- query: SELECT s.id FROM sale s JOIN buyer b ON b.id = s.buyer_id WHERE (s.number = 'A' AND b.email = 'x') OR (s.number = 'B' AND b.email = 'y')
CREATE TABLE buyer (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE sale (id bigint PRIMARY KEY, number text UNIQUE, buyer_id bigint REFERENCES buyer);

-- good: no index to lose
-- query: SELECT s.id FROM sale s JOIN buyer b ON b.id = s.buyer_id WHERE s.total > 900 OR b.name = 'Anna'
CREATE TABLE buyer (id bigint PRIMARY KEY, name text);
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric, buyer_id bigint REFERENCES buyer);
