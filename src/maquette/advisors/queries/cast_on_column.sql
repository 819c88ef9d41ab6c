-- bad
-- query 300: SELECT sum(total) FROM sale WHERE at::date = '2026-07-04'
CREATE TABLE sale (id bigint PRIMARY KEY, at timestamptz NOT NULL, total numeric);
CREATE INDEX ON sale (at);

-- good
-- query 300: SELECT sum(total) FROM sale WHERE at >= '2026-07-04' AND at < '2026-07-05'
CREATE TABLE sale (id bigint PRIMARY KEY, at timestamptz NOT NULL, total numeric);
CREATE INDEX ON sale (at);

-- bad: a uuid kept as text
-- query: SELECT id FROM buyer WHERE reference::uuid = 'b7ac6a91-3831-bba1-6152-f05c5ec4fa47'
CREATE TABLE buyer (id bigint PRIMARY KEY, reference varchar(36) UNIQUE);

-- good: the cast is indexed
-- query: SELECT id FROM buyer WHERE reference::uuid = 'b7ac6a91-3831-bba1-6152-f05c5ec4fa47'
CREATE TABLE buyer (id bigint PRIMARY KEY, reference varchar(36));
CREATE INDEX ON buyer ((reference::uuid));

-- good: varchar to text changes nothing
-- query: SELECT id FROM buyer WHERE email::text = 'a@example.org'
CREATE TABLE buyer (id bigint PRIMARY KEY, email varchar(200) UNIQUE);

-- good: another condition finds the rows
-- query: SELECT id FROM sale WHERE buyer_id = 5 AND at::date = '2026-07-04'
CREATE TABLE sale (id bigint PRIMARY KEY, buyer_id bigint, at timestamptz);
CREATE INDEX ON sale (buyer_id);

-- bad: a number compared as text, in a join
-- query: SELECT note FROM sale JOIN remark ON sale.id::text = remark.about WHERE remark.note = 'x'
CREATE TABLE sale (id bigint PRIMARY KEY);
CREATE TABLE remark (about text PRIMARY KEY, note text);
