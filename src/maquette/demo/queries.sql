-- The workload of one day, about noon of 2026-07-05. `calls` is how often a day.

-- Buyers -----------------------------------------------------------------------------------------------------------

-- name: user_by_id
-- calls: 420000
SELECT id, email, full_name, locale FROM users WHERE id = 48213 AND deleted_at IS NULL;

-- name: login_by_email
-- calls: 38000
SELECT id, password FROM users WHERE lower(email) = 'anna.miller100075@gmail.com';

-- name: user_by_external_ref
-- calls: 5200
SELECT id, email FROM users WHERE external_ref::uuid = 'b7ac6a91-3831-bba1-6152-f05c5ec4fa47'::uuid;

-- name: user_by_reset_token
-- calls: 240
SELECT id, email FROM users WHERE reset_token = 'c50bf4868eb3cb3db582ae9ad08aded6';

-- name: users_interested_in_garden
-- calls: 12
SELECT id, email FROM users WHERE marketing_opt_in AND ',' || interests || ',' LIKE '%,garden,%';

-- name: users_by_name_part
-- calls: 310
SELECT id, full_name, email FROM users WHERE full_name ILIKE '%novak%' ORDER BY created_at DESC LIMIT 20;

-- name: register_user
-- calls: 900
INSERT INTO users (external_ref, email, password, full_name, locale, created_at)
VALUES ('0b9e6c1c-7f7e-4f5e-a2f0-5b1d9a3d7c42', 'new.buyer@mail.example', 'c4ca4238a0b923820dcc509a6f75849b', 'New Buyer', 'en', '2026-07-05 12:00+00');

-- name: touch_last_login
-- calls: 38000
UPDATE users SET last_login_at = '2026-07-05 12:00' WHERE id = 48213;

-- name: soft_delete_user
-- calls: 25
UPDATE users SET deleted_at = '2026-07-05 12:00+00', email = 'deleted-48213@invalid.example' WHERE id = 48213;

-- name: addresses_of_user
-- calls: 61000
SELECT id, kind, line1, line2, city, postcode, country FROM addresses WHERE user_id = 48213 ORDER BY is_default DESC;

-- name: session_by_token
-- calls: 650000
SELECT user_id, data, expires_at FROM sessions WHERE token = '208190801380f679dfaae1b7af2052f8' AND expires_at > '2026-07-05 12:00+00';

-- name: sessions_of_user
-- calls: 4100
SELECT token, ip_address, created_at FROM sessions WHERE user_id = 48213 ORDER BY created_at DESC;

-- name: delete_expired_sessions
-- calls: 24
DELETE FROM sessions WHERE expires_at < '2026-06-06 00:00+00';

-- name: unread_notifications
-- calls: 180000
SELECT id, kind, payload, created_at FROM notifications WHERE user_id = 1204 AND NOT is_read ORDER BY created_at DESC LIMIT 20;

-- name: mark_notifications_read
-- calls: 21000
UPDATE notifications SET is_read = true WHERE user_id = 1204 AND NOT is_read;

-- name: add_notification
-- calls: 26000
INSERT INTO notifications (user_id, kind, payload, created_at) VALUES (1204, 'order', '{"ref": 319877}', '2026-07-05 12:00+00');

-- name: wishlist_of_user
-- calls: 17000
SELECT products.id, products.title, products.price, wishlist_items.added_at
  FROM wishlists
  JOIN wishlist_items ON wishlist_items.wishlist_id = wishlists.id
  JOIN products ON products.id = wishlist_items.product_id
 WHERE wishlists.user_id = 31033
 ORDER BY wishlist_items.added_at DESC;

-- name: watchers_of_product
-- calls: 2900
SELECT wishlists.user_id FROM wishlist_items JOIN wishlists ON wishlists.id = wishlist_items.wishlist_id
 WHERE wishlist_items.product_id = 8123;

-- Catalogue --------------------------------------------------------------------------------------------------------

-- name: product_page
-- calls: 310000
SELECT products.*, sellers.name AS seller_name FROM products JOIN sellers ON sellers.id = products.seller_id WHERE products.id = 8123;

-- name: variants_of_product
-- calls: 310000
SELECT id, sku, label, price FROM product_variants WHERE product_id = 8123 ORDER BY price;

-- name: images_of_product
-- calls: 310000
SELECT url, alt_text FROM product_images WHERE product_id = 8123 ORDER BY "order";

-- name: attributes_of_product
-- calls: 120000
SELECT name, value FROM product_attributes WHERE product_id = 8123;

-- name: variant_by_sku
-- calls: 7600
SELECT id, product_id, price FROM product_variants WHERE sku = 'SKU-00032493';

-- name: newest_in_category
-- calls: 48000
SELECT id, title, price, rating FROM products
 WHERE category_id = 14 AND status = 'active' AND deleted_at IS NULL
 ORDER BY created_at DESC LIMIT 24;

-- name: full_text_search
-- calls: 52000
SELECT id, title, price, ts_rank(search, query) AS rank
  FROM products, plainto_tsquery('english', 'copper kettle gift') AS query
 WHERE search @@ query AND status = 'active'
 ORDER BY rank DESC LIMIT 24;

-- name: title_contains
-- calls: 6400
SELECT id, title, price FROM products WHERE title LIKE '%Blanket%' AND status = 'active' ORDER BY price LIMIT 24;

-- name: products_by_tag
-- calls: 9300
SELECT id, title, price FROM products WHERE tags @> '{bamboo,summer}' AND status = 'active' LIMIT 24;

-- name: products_by_attribute
-- calls: 11000
SELECT id, title, price FROM products WHERE attributes @> '{"brand": "Fjell", "color": "green", "eco": true}';

-- name: cheapest_of_brand
-- calls: 5100
SELECT id, title, price FROM products WHERE brand = 'Fjell' AND status = 'active' ORDER BY price LIMIT 10;

-- name: random_products
-- calls: 14000
SELECT id, title, price FROM products WHERE status = 'active' ORDER BY random() LIMIT 6;

-- name: catalogue_of_seller
-- calls: 8800
SELECT id, title, status, price FROM products WHERE seller_id = 1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 50;

-- name: catalogue_deep_page
-- calls: 430
SELECT id, title, price FROM products WHERE status = 'active' ORDER BY id LIMIT 50 OFFSET 40000;

-- name: products_never_sold
-- calls: 6
SELECT id, title FROM products WHERE id NOT IN (SELECT product_id FROM order_items);

-- name: category_tree
-- calls: 16000
WITH RECURSIVE tree AS (
    SELECT id, parent_id, name FROM categories WHERE id = 3
    UNION ALL
    SELECT categories.id, categories.parent_id, categories.name FROM categories JOIN tree ON categories.parent_id = tree.id
)
SELECT id, name FROM tree;

-- name: update_price
-- calls: 1900
UPDATE products SET price = 24.90 WHERE id = 8123;

-- name: reviews_of_product
-- calls: 96000
SELECT rating, body, created_at FROM reviews WHERE product_id = 8123 AND is_published ORDER BY helpful_count DESC LIMIT 10;

-- name: rating_of_product
-- calls: 31000
SELECT count(*), avg(rating) FROM reviews WHERE product_id = 2354;

-- name: add_review
-- calls: 280
INSERT INTO reviews (product_id, user_id, order_id, rating, body, created_at)
VALUES (8123, 48213, 300123, 5, 'Lovely quality, as described.', '2026-07-05 12:00+00');

-- name: products_with_review_count
-- calls: 140
SELECT products.id, products.title, (SELECT count(*) FROM reviews WHERE reviews.product_id = products.id) AS reviews
  FROM products WHERE products.seller_id = 25 ORDER BY reviews DESC LIMIT 20;

-- name: stock_of_variant
-- calls: 210000
SELECT warehouse_id, quantity - reserved AS available FROM inventory WHERE variant_id = $1;

-- name: low_stock
-- calls: 1400
SELECT variant_id, quantity FROM inventory WHERE warehouse_id = 10 AND quantity < 5;

-- name: reserve_stock
-- calls: 9200
UPDATE inventory SET reserved = reserved + 1 WHERE variant_id = 30924 AND warehouse_id = 10 AND quantity - reserved >= 1;

-- name: movements_of_variant
-- calls: 3300
SELECT delta, reason, created_at FROM inventory_movements WHERE variant_id = 32492 ORDER BY created_at DESC LIMIT 50;

-- name: merge_stock_count
-- calls: 700
MERGE INTO inventory
USING (VALUES (32493::bigint, 10, 40), (32494::bigint, 10, 7)) AS counted (variant_id, warehouse_id, quantity)
   ON inventory.variant_id = counted.variant_id AND inventory.warehouse_id = counted.warehouse_id
 WHEN MATCHED THEN UPDATE SET quantity = counted.quantity, updated_at = '2026-07-05 12:00+00'
 WHEN NOT MATCHED THEN INSERT (variant_id, warehouse_id, quantity, updated_at)
      VALUES (counted.variant_id, counted.warehouse_id, counted.quantity, '2026-07-05 12:00+00');

-- Carts and orders -------------------------------------------------------------------------------------------------

-- name: cart_with_items
-- calls: 88000
SELECT cart_items.variant_id, cart_items.quantity, product_variants.label, product_variants.price
  FROM cart_items JOIN product_variants ON product_variants.id = cart_items.variant_id
 WHERE cart_items.cart_id = '0849f2b6-12fd-da9b-58bd-e0ba9448b222';

-- name: add_to_cart
-- calls: 34000
INSERT INTO cart_items (cart_id, variant_id, quantity, added_at)
SELECT id, 32493, 1, '2026-07-05 12:00+00' FROM carts WHERE user_id = 40013 AND status = 'open'
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = cart_items.quantity + 1;

-- name: abandoned_carts
-- calls: 24
SELECT id, user_id, updated_at FROM carts WHERE status = 'open' AND updated_at < '2026-07-04 12:00+00' AND updated_at >= '2026-07-03 12:00+00';

-- name: coupon_by_code
-- calls: 4200
SELECT id, seller_id, discount FROM coupons WHERE code = 'SAVE2992' AND is_active AND valid_during @> timestamptz '2026-07-05 12:00+00';

-- name: uses_of_coupon
-- calls: 4200
SELECT count(*) FROM coupon_redemptions WHERE coupon_id = 2992;

-- name: place_order
-- calls: 2100
INSERT INTO orders (order_number, seller_id, user_id, shipping_address_id, total_amount, created_at, updated_at)
VALUES ('BZ-2607-0320001', 12, 48213, 48213, 79.80, '2026-07-05 12:00+00', '2026-07-05 12:00+00');

-- name: add_order_item
-- calls: 4600
INSERT INTO order_items (order_id, product_id, variant_id, quantity, unit_price) VALUES (319999, 8123, 32493, 2, 24.90);

-- name: order_by_id
-- calls: 74000
SELECT orders.*, sellers.name FROM orders JOIN sellers ON sellers.id = orders.seller_id WHERE orders.id = $1;

-- name: order_by_number
-- calls: 6900
SELECT id, status, total_amount FROM orders WHERE order_number = 'BZ-2607-0318811';

-- name: items_of_order
-- calls: 74000
SELECT order_items.quantity, order_items.unit_price, order_items.line_total, products.title
  FROM order_items JOIN products ON products.id = order_items.product_id
 WHERE order_items.order_id = 318811;

-- name: orders_of_user
-- calls: 29000
SELECT id, order_number, status, total_amount, created_at FROM orders WHERE user_id = 48213 ORDER BY created_at DESC LIMIT 20;

-- name: seller_orders_to_pack
-- calls: 13000
SELECT id, order_number, total_amount, created_at FROM orders WHERE seller_id = 1 AND status = 'paid' ORDER BY created_at LIMIT 100;

-- name: seller_latest_orders
-- calls: 22000
SELECT id, order_number, status, total_amount FROM orders WHERE seller_id = 12 ORDER BY created_at DESC LIMIT 25;

-- name: stuck_orders
-- calls: 288
SELECT id, seller_id, created_at FROM orders WHERE status = 'pending' AND created_at < '2026-07-03 12:00+00' ORDER BY created_at LIMIT 200;

-- name: orders_of_day
-- calls: 96
SELECT count(*), sum(total_amount) FROM orders WHERE created_at::date = '2026-07-04';

-- name: orders_of_day_range
-- calls: 96
SELECT count(*), sum(total_amount) FROM orders WHERE created_at >= '2026-07-04 00:00+00' AND created_at < '2026-07-05 00:00+00';

-- name: count_all_orders
-- calls: 1400
SELECT count(*) FROM orders;

-- name: orders_page_900
-- calls: 60
SELECT id, order_number, status FROM orders WHERE seller_id = 1 ORDER BY created_at DESC LIMIT 25 OFFSET 22500;

-- name: find_order_of_customer
-- calls: 730
SELECT orders.id, orders.order_number, users.email FROM orders JOIN users ON users.id = orders.user_id
 WHERE orders.order_number = 'BZ-2607-0318811' OR users.email = 'Anna.Miller100075@gmail.com';

-- name: sold_of_product
-- calls: 15000
SELECT count(*), sum(quantity), sum(line_total) FROM order_items WHERE product_id = 1;

-- name: top_products_of_seller
-- calls: 640
SELECT order_items.product_id, sum(order_items.quantity) AS sold
  FROM orders JOIN order_items ON order_items.order_id = orders.id
 WHERE orders.seller_id = 12 AND orders.created_at >= '2026-06-05 00:00+00'
 GROUP BY order_items.product_id ORDER BY sold DESC LIMIT 10;

-- name: bought_together
-- calls: 8200
SELECT other.product_id, count(*) AS times
  FROM order_items AS item JOIN order_items AS other ON other.order_id = item.order_id AND other.product_id <> item.product_id
 WHERE item.product_id = 2354
 GROUP BY other.product_id ORDER BY times DESC LIMIT 6;

-- name: mark_order_shipped
-- calls: 1900
UPDATE orders SET status = 'shipped', updated_at = '2026-07-05 12:00+00' WHERE id = 319979 AND status = 'packed';

-- name: refresh_all_orders
-- calls: 1
UPDATE orders SET updated_at = '2026-07-05 03:00+00';

-- name: ship_order
-- calls: 1900
INSERT INTO shipments (order_id, warehouse_id, carrier, tracking_number, shipped_at)
VALUES (318811, 12, 'DHL', 'TRK0A1B2C3D4E5F60', '2026-07-05 12:00');

-- name: shipment_by_tracking_number
-- calls: 19000
SELECT order_id, carrier, shipped_at, delivered_at FROM shipments WHERE tracking_number = 'TRK877D33784C3574';

-- name: shipments_of_order
-- calls: 33000
SELECT carrier, tracking_number, shipped_at, delivered_at FROM shipments WHERE order_id = 310001;

-- name: late_shipments
-- calls: 48
SELECT id, order_id, carrier, shipped_at FROM shipments WHERE delivered_at IS NULL AND shipped_at < '2026-07-01 00:00' ORDER BY shipped_at;

-- Money ------------------------------------------------------------------------------------------------------------

-- name: payment_by_provider_ref
-- calls: 9800
SELECT id, order_id, status, amount FROM billing.payments WHERE provider = 'transfer' AND provider_ref = '3763b800-e579-08a5-b8cc-5a667867223f';

-- name: payments_of_order
-- calls: 41000
SELECT id, status, amount, captured_at FROM billing.payments WHERE order_id = 318811;

-- name: capture_payment
-- calls: 2000
UPDATE billing.payments SET status = 'captured', captured_at = '2026-07-05 12:00+00' WHERE id = 319999 AND status = 'authorized';

-- name: refunds_of_payment
-- calls: 5600
SELECT id, amount, reason FROM billing.refunds WHERE payment_id = 301442;

-- name: unpaid_invoices
-- calls: 24
SELECT id, number, total, due_on FROM billing.invoices WHERE paid_on IS NULL AND due_on < '2026-07-05' ORDER BY due_on;

-- name: balance_of_seller
-- calls: 3700
SELECT account, sum(credit) - sum(debit) AS balance FROM billing.ledger_entries WHERE seller_id = 12 GROUP BY account;

-- name: ledger_of_payment
-- calls: 2600
SELECT account, debit, credit FROM billing.ledger_entries WHERE payment_id = 301442;

-- name: revenue_by_month
-- calls: 90
SELECT month, sum(revenue) FROM analytics.seller_monthly_revenue WHERE seller_id = 12 GROUP BY month ORDER BY month;

-- name: revenue_in_euro
-- calls: 4
SELECT orders.seller_id, sum(orders.total_amount / coalesce(exchange_rates.rate, 1)) AS euro
  FROM orders LEFT JOIN billing.exchange_rates
    ON exchange_rates.currency = orders.currency AND exchange_rates.day = date '2026-07-01'
 WHERE orders.created_at >= '2026-06-01 00:00+00' AND orders.created_at < '2026-07-01 00:00+00' AND orders.status = 'delivered'
 GROUP BY orders.seller_id;

-- Support, jobs, hooks ---------------------------------------------------------------------------------------------

-- name: open_tickets_of_seller
-- calls: 5400
SELECT id, subject, status, created_at FROM support_tickets WHERE seller_id = 1 AND status IN ('open', 'waiting') ORDER BY created_at;

-- name: messages_of_ticket
-- calls: 12000
SELECT author_id, body, created_at FROM ticket_messages WHERE ticket_id = 20117 AND NOT is_internal ORDER BY created_at;

-- name: attachments_of_review
-- calls: 8100
SELECT file_name, size_bytes FROM attachments WHERE attachable_type = 'Review' AND attachable_id = 8123;

-- name: next_jobs
-- calls: 172000
SELECT id, payload FROM jobs WHERE NOT is_done AND NOT is_running AND run_at <= '2026-07-05 12:00+00'
 ORDER BY run_at LIMIT 10 FOR UPDATE SKIP LOCKED;

-- name: finish_job
-- calls: 41000
UPDATE jobs SET is_done = true, is_running = false WHERE id = 39961;

-- name: delete_old_jobs
-- calls: 1
DELETE FROM jobs WHERE is_done AND run_at < '2026-06-05 00:00+00';

-- name: deliveries_to_retry
-- calls: 8600
SELECT id, webhook_id, payload FROM webhook_deliveries WHERE delivered_at IS NULL AND attempts < 10 ORDER BY created_at LIMIT 50;

-- name: deliveries_of_webhook
-- calls: 1200
SELECT id, response_code, created_at FROM webhook_deliveries WHERE webhook_id = 77 ORDER BY created_at DESC LIMIT 50;

-- name: history_of_entity
-- calls: 2200
SELECT logged_at, actor_id, action, changes FROM audit_log WHERE entity_type = 'products' AND entity_id = 8123 ORDER BY logged_at DESC;

-- name: audit_of_day
-- calls: 8
SELECT count(*) FROM audit_log WHERE logged_at >= '2026-07-04 00:00+00' AND logged_at < '2026-07-05 00:00+00';

-- Analytics --------------------------------------------------------------------------------------------------------

-- name: add_event
-- calls: 2400
INSERT INTO analytics.events (occurred_at, seller_id, user_id, session_id, kind, product_id)
VALUES ('2026-07-05 12:00+00', 12, 48213, '0849f2b6-12fd-da9b-58bd-e0ba9448b222', 'product_view', 8123);

-- name: events_of_week
-- calls: 70
SELECT kind, count(*) FROM analytics.events
 WHERE seller_id = 12 AND occurred_at >= '2026-06-15 00:00+00' AND occurred_at < '2026-06-22 00:00+00' GROUP BY kind;

-- name: events_of_month_by_function
-- calls: 30
SELECT kind, count(*) FROM analytics.events WHERE date_trunc('month', occurred_at) = '2026-06-01 00:00+00' GROUP BY kind;

-- name: trail_of_user
-- calls: 5200
SELECT occurred_at, kind, product_id FROM analytics.events WHERE user_id = 48213 ORDER BY occurred_at DESC LIMIT 50;

-- name: last_searches
-- calls: 900
SELECT terms, count(*) FROM analytics.search_log
 WHERE searched_at >= '2026-07-04 00:00' AND result_count = 0 GROUP BY terms ORDER BY count(*) DESC LIMIT 50;

-- name: best_day_of_seller
-- calls: 60
SELECT day, revenue FROM analytics.daily_seller_stats WHERE seller_id = 12 ORDER BY revenue DESC LIMIT 1;

-- name: buyers_with_both_names
-- calls: 3
SELECT email FROM users WHERE full_name LIKE 'Anna %'
UNION
SELECT email FROM users WHERE full_name LIKE 'Paula %';
