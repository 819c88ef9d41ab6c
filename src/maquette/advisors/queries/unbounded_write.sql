-- bad
-- query 24: UPDATE sale SET refreshed_at = now()
CREATE TABLE sale (id bigint PRIMARY KEY, refreshed_at timestamptz);

-- good
-- query 24: UPDATE sale SET refreshed_at = now() WHERE refreshed_at < now() - interval '1 day'
CREATE TABLE sale (id bigint PRIMARY KEY, refreshed_at timestamptz);

-- bad: every row deleted
-- query: DELETE FROM basket
CREATE TABLE basket (id bigint PRIMARY KEY);

-- good: a small table
-- rows: flag=12
-- query: UPDATE flag SET is_on = false
CREATE TABLE flag (name text PRIMARY KEY, is_on boolean);

-- good: the rows come from another table
-- query: UPDATE sale SET total = c.total FROM correction c
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric);
CREATE TABLE correction (total numeric);

-- good: what a WITH query gives
-- query: WITH gone AS (DELETE FROM sale WHERE id = 5 RETURNING *) SELECT * FROM gone
CREATE TABLE sale (id bigint PRIMARY KEY);
