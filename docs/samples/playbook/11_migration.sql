-- section: Database migrations
-- title: An index by migration
-- passed on: Django's RunPython with CREATE INDEX CONCURRENTLY IF NOT EXISTS, and DROP INDEX to take it back.
-- wrong: IF NOT EXISTS takes the invalid index of a try that failed for a success. DROP INDEX blocks reads and writes. Django has operations for both: `AddIndexConcurrently` and `RemoveIndexConcurrently`, with `atomic = False`.
-- form:
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, created_at timestamptz, status text);
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS orders_user_created_idx;
CREATE INDEX CONCURRENTLY orders_user_created_idx ON orders (user_id, created_at DESC) WHERE status <> 'cancelled';
-- to take it back
DROP INDEX CONCURRENTLY orders_user_created_idx;
