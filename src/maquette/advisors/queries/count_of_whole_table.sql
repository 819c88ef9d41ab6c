-- bad
-- rows: sale=5e6
-- query 1400: SELECT count(*) FROM sale
CREATE TABLE sale (id bigint PRIMARY KEY, buyer_id bigint);

-- good
-- rows: sale=5e6
-- query 1400: SELECT count(*) FROM sale WHERE buyer_id = 5
CREATE TABLE sale (id bigint PRIMARY KEY, buyer_id bigint);
CREATE INDEX ON sale (buyer_id);

-- good: once a day
-- rows: sale=5e6
-- query 1: SELECT count(*), sum(total) FROM sale
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric);

-- good: a small table
-- rows: sale=5e3
-- query 1400: SELECT count(*) FROM sale
CREATE TABLE sale (id bigint PRIMARY KEY);

-- good: the greatest value comes from the index
-- rows: sale=5e6
-- query 1400: SELECT max(id) FROM sale
CREATE TABLE sale (id bigint PRIMARY KEY);

-- bad: with its partitions
-- rows: sale_2025=9e4 sale_2026=9e4
-- query 1400: SELECT count(*) FROM sale
CREATE TABLE sale (id bigint, year int) PARTITION BY LIST (year);
CREATE TABLE sale_2025 PARTITION OF sale FOR VALUES IN (2025);
CREATE TABLE sale_2026 PARTITION OF sale FOR VALUES IN (2026);
