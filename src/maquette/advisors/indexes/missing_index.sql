-- bad
-- query 5000: SELECT id FROM purchase WHERE customer_id = 42 ORDER BY placed_at DESC LIMIT 10
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL, placed_at timestamptz NOT NULL, note text);
INSERT INTO purchase SELECT n, n % 5000, timestamptz '2026-01-01' + n * interval '1 minute', repeat('x', 80) FROM generate_series(1, 50000) n;
ANALYZE purchase;

-- bad: an expression
-- query 5000: SELECT id FROM customer WHERE lower(email) = 'c77@example.com'
CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL);
INSERT INTO customer SELECT n, 'C' || n || '@example.com' FROM generate_series(1, 50000) n;
ANALYZE customer;

-- good
-- query 5000: SELECT id FROM purchase WHERE customer_id = 42 ORDER BY placed_at DESC LIMIT 10
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL, placed_at timestamptz NOT NULL, note text);
INSERT INTO purchase SELECT n, n % 5000, timestamptz '2026-01-01' + n * interval '1 minute', repeat('x', 80) FROM generate_series(1, 50000) n;
CREATE INDEX ON purchase (customer_id, placed_at);
ANALYZE purchase;

-- good: a table of a few pages
-- query 5000: SELECT id FROM purchase WHERE customer_id = 42
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
INSERT INTO purchase SELECT n, n % 50 FROM generate_series(1, 500) n;
ANALYZE purchase;

-- good: most rows are wanted
-- query 5000: SELECT sum(total) FROM purchase WHERE total > 0
CREATE TABLE purchase (id bigint PRIMARY KEY, total bigint NOT NULL, note text);
INSERT INTO purchase SELECT n, n, repeat('x', 20) FROM generate_series(1, 20000) n;
ANALYZE purchase;
