-- bad
CREATE TABLE reading (id bigint PRIMARY KEY, sensor int, at timestamptz);
INSERT INTO reading SELECT n, n * 7919 % 12007, timestamptz '2026-01-01 00:00+00' FROM generate_series(1, 12000) n;
CREATE INDEX reading_sensor ON reading USING brin (sensor);
ANALYZE reading;

-- bad: with a condition
CREATE TABLE reading (id bigint PRIMARY KEY, sensor int, broken boolean);
INSERT INTO reading SELECT n, n * 7919 % 12007, n % 2 = 0 FROM generate_series(1, 12000) n;
CREATE INDEX reading_sensor ON reading USING brin (sensor) WHERE broken;
ANALYZE reading;

-- good
CREATE TABLE reading (id bigint PRIMARY KEY, day date);
INSERT INTO reading SELECT n, date '2026-01-01' + n / 100 FROM generate_series(1, 12000) n;
CREATE INDEX ON reading USING brin (day);
ANALYZE reading;

-- good: newest first is as good
CREATE TABLE reading (id bigint PRIMARY KEY, day date);
INSERT INTO reading SELECT n, date '2026-01-01' - n / 100 FROM generate_series(1, 12000) n;
CREATE INDEX ON reading USING brin (day);
ANALYZE reading;

-- good: bloom, for equality
-- version: >= 14
CREATE TABLE reading (id bigint PRIMARY KEY, sensor int);
INSERT INTO reading SELECT n, n * 7919 % 12007 FROM generate_series(1, 12000) n;
CREATE INDEX ON reading USING brin (sensor int4_bloom_ops);
ANALYZE reading;
