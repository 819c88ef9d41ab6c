-- bad
-- query: SELECT DISTINCT b.id FROM buyer b, sale s WHERE s.total > 100
CREATE TABLE buyer (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, buyer_id bigint, total numeric);

-- good
-- query: SELECT DISTINCT b.id FROM buyer b, sale s WHERE s.buyer_id = b.id AND s.total > 100
CREATE TABLE buyer (id bigint PRIMARY KEY);
CREATE TABLE sale (id bigint PRIMARY KEY, buyer_id bigint, total numeric);

-- good: written as wanted
-- query: SELECT FROM size CROSS JOIN colour
CREATE TABLE size (name text PRIMARY KEY);
CREATE TABLE colour (name text PRIMARY KEY);

-- good: one row of each
-- query: SELECT b.name, s.rate FROM buyer b, setting s WHERE b.id = 5 AND s.name = 'vat'
CREATE TABLE buyer (id bigint PRIMARY KEY, name text);
CREATE TABLE setting (name text PRIMARY KEY, rate numeric);

-- good: a subquery that gives one row, and a function
-- query: SELECT s.id FROM sale s, (SELECT avg(total) AS mean FROM sale) a, generate_series(1, 3) WHERE s.total > a.mean
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric);

-- good: tied by more than equality
-- query: SELECT FROM sale s, rate r WHERE s.day BETWEEN r.since AND r.until
CREATE TABLE sale (id bigint PRIMARY KEY, day date);
CREATE TABLE rate (id bigint PRIMARY KEY, since date, until date);

-- bad: the condition names one table twice
-- query: SELECT count(*) FROM sale a JOIN sale b ON a.day = a.paid_on
CREATE TABLE sale (id bigint PRIMARY KEY, day date, paid_on date);
