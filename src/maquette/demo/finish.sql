-- The visibility map and the statistics of every table, then a little traffic, so that the counters of use tell the
-- indexes that the application reads from those that nothing reads.

VACUUM;
ANALYZE;

-- Building constraints has read some indexes: count from zero.
SELECT count(pg_stat_reset_single_table_counters(indexrelid)) FROM pg_index
 WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'billing'::regnamespace, 'analytics'::regnamespace));

-- LIMIT keeps each lookup a lookup of its own; without it the planner would make one join of them.
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM users WHERE id = i * 16 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 2000) AS i, LATERAL (SELECT FROM users WHERE email = 'Anna.Miller' || i || '@gmail.com' LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM sessions WHERE token = md5('session' || i) LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM products WHERE id = i * 6 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM products WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(14, 400) AS i, LATERAL (SELECT FROM products WHERE category_id = i AND deleted_at IS NULL LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM product_variants WHERE product_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM product_variants WHERE sku = 'SKU-' || lpad((4 * i)::text, 8, '0') LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM product_variants WHERE id = i * 4 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT url FROM product_images WHERE product_id = i ORDER BY "order" LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 5000) AS i, LATERAL (SELECT FROM product_attributes WHERE product_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM inventory WHERE variant_id = i * 4 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 300) AS i, LATERAL (SELECT FROM inventory WHERE warehouse_id = i AND quantity < 5 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM sellers WHERE id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM coupons WHERE code = 'SAVE' || i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM carts WHERE user_id = i * 50 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM cart_items WHERE cart_id = md5(i || ':2')::uuid LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM wishlists WHERE user_id = i * 14 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM wishlist_items WHERE wishlist_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM orders WHERE id = i * 35 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT id FROM orders WHERE seller_id = i ORDER BY created_at DESC LIMIT 25) AS found;
SELECT count(*) FROM generate_series(1, 30) AS i, LATERAL (SELECT id FROM orders WHERE created_at > timestamptz '2026-07-05 00:00+00' - make_interval(days => i) ORDER BY created_at LIMIT 50) AS found;
SELECT count(*) FROM generate_series(1, 9000) AS i, LATERAL (SELECT FROM order_items WHERE order_id = i * 35 LIMIT 10) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM order_items WHERE product_id = i * 9 LIMIT 10) AS found;
SELECT count(*) FROM generate_series(1, 5000) AS i, LATERAL (SELECT FROM shipments WHERE order_id = i * 60 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 5000) AS i, LATERAL (SELECT FROM billing.payments WHERE order_id = i * 60 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM billing.ledger_entries WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM billing.invoices WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM support_tickets WHERE seller_id = i AND status = 'open' LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT id FROM jobs WHERE NOT is_done ORDER BY run_at LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 300) AS i, LATERAL (SELECT revenue FROM analytics.daily_seller_stats WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 400) AS i, LATERAL (SELECT FROM webhooks WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM warehouses WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM coupons WHERE seller_id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 400) AS i, LATERAL (SELECT FROM categories WHERE id = i LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 900) AS i, LATERAL (SELECT FROM jobs WHERE id = i * 40 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 3000) AS i, LATERAL (SELECT FROM coupon_redemptions WHERE order_id = i * 100 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 2000) AS i, LATERAL (SELECT FROM billing.payments WHERE id = i * 150 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 2000) AS i, LATERAL (SELECT FROM support_tickets WHERE id = i * 11 LIMIT 1) AS found;
SELECT count(*) FROM generate_series(1, 500) AS i, LATERAL (SELECT FROM sellers WHERE slug = 'oak-house-' || i LIMIT 1) AS found;
SELECT count(*) FROM (SELECT id FROM users WHERE full_name ILIKE '%novak%' ORDER BY created_at DESC LIMIT 20) AS found;
SELECT count(*) FROM (SELECT id FROM support_tickets WHERE status IN ('open', 'waiting') ORDER BY created_at LIMIT 20) AS found;
SELECT count(*) FROM (SELECT id FROM notifications WHERE user_id = 1204 AND NOT is_read ORDER BY created_at DESC LIMIT 20) AS found;
SELECT count(*) FROM products WHERE search @@ plainto_tsquery('english', 'copper kettle');
SELECT count(*) FROM products WHERE tags @> '{bamboo,summer}';
SELECT count(*) FROM products WHERE brand = 'Fjell' AND price < 5;
SELECT count(*) FROM audit_log WHERE logged_at >= '2026-07-04 00:00+00';
SELECT count(*) FROM analytics.events WHERE occurred_at >= '2026-07-01 00:00+00';
SELECT count(*) FROM analytics.search_log WHERE searched_at >= '2026-07-04 00:00';
SELECT count(*) FROM sessions WHERE expires_at < '2026-06-06 00:00+00';
SELECT count(*) FROM carts WHERE status = 'open' AND updated_at >= '2026-07-04 12:00+00';
SELECT count(*) FROM notifications WHERE created_at >= '2026-07-05 00:00+00';
SELECT count(*) FROM billing.invoices WHERE paid_on IS NULL AND due_on < '2026-07-05';
SELECT count(*) FROM users WHERE lower(email) = 'anna.miller100075@gmail.com';
SELECT count(*) FROM orders WHERE user_id = 48213;
SELECT count(*) FROM addresses WHERE user_id = 48213;
