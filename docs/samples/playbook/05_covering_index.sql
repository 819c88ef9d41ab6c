-- section: Query optimization
-- title: An index that covers a query
-- passed on: CREATE INDEX … INCLUDE (total_amount, created_at).
-- wrong: It blocks writes for as long as it is built. An included column that is updated makes every such UPDATE write the index (no HOT). An index-only scan needs pages that VACUUM has marked all visible. `maquette index` weighs all of that.
-- form:
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, status text, total_amount numeric, created_at timestamptz);
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY orders_user_id_status_idx ON orders (user_id, status) INCLUDE (created_at);
-- one that failed is left invalid and slows down writes: drop it, and try again
SELECT indexrelid::regclass AS invalid_index FROM pg_index WHERE NOT indisvalid;
