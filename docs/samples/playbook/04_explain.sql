-- section: Query optimization
-- title: How a query is run
-- passed on: EXPLAIN (ANALYZE, BUFFERS, VERBOSE).
-- wrong: ANALYZE runs the statement: on production an UPDATE is really done. `maquette explain` plans on the twin instead. Where it has to run, a transaction takes it back, and since 17 SERIALIZE counts what sending the rows costs.
-- form:
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, placed_at timestamptz);
-- since 16: a plan for any parameter, and nothing is run
EXPLAIN (GENERIC_PLAN) SELECT * FROM orders WHERE user_id = $1;
-- form:
BEGIN;
EXPLAIN (ANALYZE, BUFFERS, SETTINGS, WAL) DELETE FROM orders WHERE placed_at < now() - interval '10 years';
ROLLBACK;
-- since 18: what sending costs; BUFFERS is on by itself
EXPLAIN (ANALYZE, SERIALIZE, SETTINGS) SELECT * FROM orders WHERE user_id = 42;
