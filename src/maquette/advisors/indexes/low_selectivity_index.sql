-- bad
CREATE TABLE account (id bigint PRIMARY KEY, opt_in boolean);
INSERT INTO account SELECT n, n % 3 = 0 FROM generate_series(1, 12000) n;
CREATE INDEX account_opt_in ON account (opt_in);
ANALYZE account;

-- bad: one value is rare
CREATE TABLE message (id bigint PRIMARY KEY, is_read boolean NOT NULL);
INSERT INTO message SELECT n, n % 50 <> 0 FROM generate_series(1, 12000) n;
CREATE INDEX message_is_read ON message (is_read);
ANALYZE message;

-- bad: a status
CREATE TABLE purchase (id bigint PRIMARY KEY, status text);
INSERT INTO purchase SELECT n, CASE WHEN n % 40 = 0 THEN 'open' WHEN n % 3 = 0 THEN 'paid' ELSE 'sent' END FROM generate_series(1, 12000) n;
CREATE INDEX purchase_status ON purchase (status);
ANALYZE purchase;

-- good
CREATE TABLE message (id bigint PRIMARY KEY, is_read boolean NOT NULL);
INSERT INTO message SELECT n, n % 50 <> 0 FROM generate_series(1, 12000) n;
CREATE INDEX ON message (id) WHERE NOT is_read;
ANALYZE message;

-- good: the only index of a foreign key
CREATE TABLE shop (id int PRIMARY KEY);
INSERT INTO shop VALUES (0), (1), (2);
CREATE TABLE purchase (id bigint PRIMARY KEY, shop int REFERENCES shop);
INSERT INTO purchase SELECT n, n % 3 FROM generate_series(1, 12000) n;
CREATE INDEX ON purchase (shop);
ANALYZE purchase;

-- good: many values, two columns, few rows
CREATE TABLE purchase (id bigint PRIMARY KEY, customer int, paid boolean);
INSERT INTO purchase SELECT n, n % 500, n % 2 = 0 FROM generate_series(1, 12000) n;
CREATE INDEX ON purchase (customer);
CREATE INDEX ON purchase (paid, customer);
CREATE TABLE colour (id bigint PRIMARY KEY, warm boolean);
INSERT INTO colour SELECT n, n % 2 = 0 FROM generate_series(1, 50) n;
CREATE INDEX ON colour (warm);
ANALYZE purchase, colour;
