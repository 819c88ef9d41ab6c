-- bad
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE UNLOGGED TABLE gift_card (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, balance numeric);

-- bad: two of them, one refers to the other
CREATE UNLOGGED TABLE voucher (id bigint PRIMARY KEY, value numeric);
CREATE UNLOGGED TABLE redemption (id bigint PRIMARY KEY, voucher_id bigint NOT NULL REFERENCES voucher);

-- good
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE gift_card (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, balance numeric);

-- good: a table that stands alone
CREATE UNLOGGED TABLE rendered_page (url text PRIMARY KEY, body text);

-- good: sessions may be lost
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE UNLOGGED TABLE session (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
