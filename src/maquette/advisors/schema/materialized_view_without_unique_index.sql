-- bad
CREATE TABLE purchase (id bigint PRIMARY KEY, day date, total numeric);
CREATE MATERIALIZED VIEW revenue AS SELECT day, sum(total) AS total FROM purchase GROUP BY day;
CREATE INDEX ON revenue (day);

-- bad: a unique index over some of the rows
CREATE TABLE purchase (id bigint PRIMARY KEY, day date, total numeric);
CREATE MATERIALIZED VIEW revenue AS SELECT day, sum(total) AS total FROM purchase GROUP BY day;
CREATE UNIQUE INDEX ON revenue (day) WHERE total > 0;

-- good
CREATE TABLE purchase (id bigint PRIMARY KEY, day date, total numeric);
CREATE MATERIALIZED VIEW revenue AS SELECT day, sum(total) AS total FROM purchase GROUP BY day;
CREATE UNIQUE INDEX ON revenue (day);

-- good: a plain view
CREATE TABLE purchase (id bigint PRIMARY KEY, day date, total numeric);
CREATE VIEW revenue AS SELECT day, sum(total) AS total FROM purchase GROUP BY day;
