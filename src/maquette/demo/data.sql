-- The rows. Nothing is random: every value is a hash of its row's number, so two loads give the same rows.
-- The shop opened on 2024-07-01 and the last row is of 2026-07-05; each month is busier than the one before.

CREATE SCHEMA seed;

-- A number from 0 to 1 that is always the same for the same key and salt.
CREATE FUNCTION seed.unit(key bigint, salt integer) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT (hashint8extended(key, salt) & 9007199254740991) / 9007199254740992.0::double precision $$;

-- An integer from 1 to size, all alike.
CREATE FUNCTION seed.pick(key bigint, salt integer, size double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT 1 + floor(size * seed.unit(key, salt))::integer $$;

-- An integer from 1 to size, the small ones far more often.
CREATE FUNCTION seed.skew(key bigint, salt integer, size double precision, power double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT 1 + floor(size * seed.unit(key, salt) ^ power)::integer $$;

CREATE FUNCTION seed.word(words text[], key bigint, salt integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT words[seed.pick(key, salt, cardinality(words))] $$;

-- A moment in the life of the shop: share 0 is its first day, 1 its last; ever more happens towards the end.
CREATE FUNCTION seed.moment(share double precision, key bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT timestamptz '2024-07-01 00:00+00'
               + make_interval(secs => floor(63417600 * share ^ 0.6 + 86399 * seed.unit(key, 99))) $$;

CREATE FUNCTION seed.uuid(key bigint, salt integer) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT md5(key::text || ':' || salt::text)::uuid $$;

-- Tenants and people ---------------------------------------------------------------------------------------------

INSERT INTO countries (code, name, vat_rate) VALUES
    ('DE', 'Germany', 19), ('FR', 'France', 20), ('IT', 'Italy', 22), ('ES', 'Spain', 21), ('NL', 'Netherlands', 21),
    ('AT', 'Austria', 20), ('BE', 'Belgium', 21), ('PL', 'Poland', 23), ('PT', 'Portugal', 23), ('SE', 'Sweden', 25),
    ('DK', 'Denmark', 25), ('FI', 'Finland', 25.5), ('IE', 'Ireland', 23), ('CZ', 'Czechia', 21), ('GR', 'Greece', 24),
    ('GB', 'United Kingdom', 20), ('CH', 'Switzerland', 8.1), ('NO', 'Norway', 25), ('US', 'United States', 0),
    ('CA', 'Canada', 5);

INSERT INTO sellers (id, slug, name, status, country, contact_email, phone1, phone2, phone3, commission,
                     featured_product_id, settings, tags, created_at)
SELECT i,
       lower(seed.word('{Oak,River,North,Blue,Little,Old,Golden,Urban,Wild,Silver}', i, 1)) || '-' ||
       lower(seed.word('{House,Market,Studio,Works,Garden,Attic,Supply,Corner}', i, 2)) || '-' || i,
       seed.word('{Oak,River,North,Blue,Little,Old,Golden,Urban,Wild,Silver}', i, 1) || ' ' ||
       seed.word('{House,Market,Studio,Works,Garden,Attic,Supply,Corner}', i, 2),
       CASE WHEN i <= 20 OR seed.unit(i, 3) < 0.88 THEN 'active' WHEN seed.unit(i, 4) < 0.4 THEN 'pending'
            WHEN seed.unit(i, 4) < 0.7 THEN 'suspended' ELSE 'closed' END::seller_status,
       (ARRAY['DE', 'FR', 'IT', 'ES', 'NL', 'AT', 'BE', 'PL', 'PT', 'SE'])[seed.skew(i, 5, 10, 2)],
       'contact@seller' || i || '.example',
       '+49 30 ' || 1000000 + i,
       CASE WHEN seed.unit(i, 6) < 0.3 THEN '+49 171 ' || 2000000 + i END,
       CASE WHEN seed.unit(i, 7) < 0.05 THEN '+49 172 ' || 3000000 + i END,
       0.08 + 0.01 * seed.pick(i, 8, 8),
       NULL,
       jsonb_build_object('theme', seed.word('{light,dark,plain}', i, 9), 'vacation', seed.unit(i, 10) < 0.03),
       ARRAY[seed.word('{handmade,vintage,local,organic,design}', i, 11), seed.word('{fast,gift,bulk}', i, 12)],
       seed.moment((i / 500.0::double precision) ^ 2 * 0.9, i)
  FROM generate_series(1, 500) AS i;

INSERT INTO seller_profiles (seller_id, headline, about, logo_url, return_policy, opening_hours, founded_year)
SELECT id, 'Welcome to ' || name, repeat(name || ' makes things that last. ', 4), '/logos/' || slug || '.png',
       CASE WHEN seed.unit(id, 1) < 0.7 THEN 'Returns within 30 days' END,
       '{"mon-fri": "9-17"}', 1950 + seed.pick(id, 2, 74)
  FROM sellers WHERE seed.unit(id, 3) < 0.8;

INSERT INTO users (id, external_ref, email, password, reset_token, full_name, locale, interests, marketing_opt_in,
                   last_login_at, created_at, deleted_at)
SELECT i, seed.uuid(i, 1),
       first || '.' || family || i || '@' || seed.word('{gmail.com,gmail.com,gmail.com,outlook.com,web.example,mail.example}', i, 2),
       md5('password' || i),
       CASE WHEN seed.unit(i, 3) < 0.01 THEN md5('reset' || i) END,
       first || ' ' || family,
       (ARRAY['de', 'fr', 'it', 'es', 'en', 'nl'])[seed.skew(i, 4, 6, 1.6)],
       CASE WHEN seed.unit(i, 5) < 0.6 THEN seed.word('{garden,kitchen,toys,books}', i, 6) || ',' ||
            seed.word('{music,sports,pets,art}', i, 7) END,
       seed.unit(i, 8) < 0.35,
       CASE WHEN seed.unit(i, 9) < 0.9 THEN joined + (timestamp '2026-07-05 23:00' - joined) * seed.unit(i, 10) ^ 0.5 END,
       joined AT TIME ZONE 'UTC',
       CASE WHEN seed.unit(i, 11) < 0.03 THEN timestamptz '2026-07-05 12:00+00' - make_interval(days => seed.pick(i, 12, 300)) END
  FROM (SELECT i, seed.moment(i / 150000.0::double precision, i) AT TIME ZONE 'UTC' AS joined,
               seed.word('{Anna,Ben,Clara,David,Emma,Felix,Greta,Hugo,Ida,Jonas,Kim,Lea,Max,Nina,Otto,Paula}', i, 20) AS first,
               seed.word('{Miller,Schmidt,Dubois,Rossi,Garcia,Jansen,Novak,Silva,Berg,Kovacs,Weber,Martin,Costa,Lind}', i, 21) AS family
          FROM generate_series(1, 150000) AS i) AS person;

INSERT INTO seller_users (seller_id, user_id, role, invited_at)
SELECT s, 1 + (s * 251 + k * 7) % 150000, CASE k WHEN 0 THEN 'owner' WHEN 1 THEN 'manager' ELSE 'staff' END,
       seed.moment(seed.unit(s, k), s)
  FROM generate_series(1, 500) AS s, generate_series(0, 4) AS k
 WHERE k < 2 + 400 / (s + 100);

INSERT INTO addresses (user_id, kind, line1, line2, city, postcode, country, is_default)
SELECT CASE WHEN i <= 150000 THEN i ELSE 1 + (i * 7919) % 150000 END, CASE WHEN i <= 150000 THEN 'shipping' ELSE 'billing' END,
       seed.word('{Main Street,Station Road,Church Lane,Mill Way,Park Avenue,Lake View}', i, 1) || ' ' || seed.pick(i, 2, 180),
       CASE WHEN seed.unit(i, 3) < 0.12 THEN 'Floor ' || seed.pick(i, 4, 9) END,
       (ARRAY['Berlin', 'Hamburg', 'Munich', 'Paris', 'Lyon', 'Rome', 'Milan', 'Madrid', 'Utrecht', 'Vienna', 'Ghent', 'Porto'])[place],
       lpad(seed.pick(i, 5, 99999)::text, 5, '0'),
       (ARRAY['DE', 'DE', 'DE', 'FR', 'FR', 'IT', 'IT', 'ES', 'NL', 'AT', 'BE', 'PT'])[place],
       i <= 150000
  FROM (SELECT i, seed.skew(i, 6, 12, 1.7) AS place FROM generate_series(1, 180000) AS i) AS address;

INSERT INTO sessions (token, user_id, data, ip_address, created_at, expires_at)
SELECT md5('session' || i), CASE WHEN seed.unit(i, 1) < 0.7 THEN seed.skew(i, 2, 150000, 1.3) END,
       json_build_object('cart', seed.pick(i, 3, 60000), 'lang', seed.word('{de,fr,en}', i, 4)),
       '10.' || seed.pick(i, 5, 254) || '.' || seed.pick(i, 6, 254) || '.' || seed.pick(i, 7, 254),
       started, started + interval '14 days'
  FROM (SELECT i, seed.moment(0.9 + i / 600000.0::double precision, i) AS started FROM generate_series(1, 60000) AS i) AS session;

-- Catalogue ------------------------------------------------------------------------------------------------------

INSERT INTO categories (id, parent_id, name, slug, depth)
SELECT i, CASE WHEN i > 60 THEN 13 + (i * 31) % 48 WHEN i > 12 THEN 1 + (i * 5) % 12 END,
       seed.word('{Garden,Kitchen,Toys,Books,Music,Sports,Pets,Art,Office,Home,Fashion,Outdoor}', i, 1) || ' ' || i,
       'category-' || i, CASE WHEN i > 60 THEN 2 WHEN i > 12 THEN 1 ELSE 0 END
  FROM generate_series(1, 420) AS i;

-- A few sellers own most of the catalogue; each owns one range of product ids.
CREATE TABLE seed.stock AS
SELECT seller_id, size, (sum(size) OVER (ORDER BY seller_id) - size)::integer AS first_product
  FROM (SELECT s AS seller_id, 1 + floor(4200 * (s + 4) ^ -0.75::double precision)::integer AS size
          FROM generate_series(1, 500) AS s) AS share;

INSERT INTO products (id, seller_id, category_id, title, description, status, brand, price, attributes, tags, rating,
                      created_at, updated_at, deleted_at)
SELECT i, seller_id, category, look || ' ' || material || ' ' || noun,
       'A ' || lower(look) || ' ' || lower(noun) || ' of ' || lower(material) || ', ' ||
       seed.word('{made by hand,made to last,ready to ship,designed in Vienna,tested for a year,a classic}', i, 7) || '. ' ||
       seed.word('{Easy to clean.,A lovely gift.,Comes with a spare part.,Needs no tools.,For indoors and outdoors.,Best seller of the season.}', i, 8),
       CASE WHEN seed.unit(i, 9) < 0.82 THEN 'active' WHEN seed.unit(i, 10) < 0.4 THEN 'sold_out'
            WHEN seed.unit(i, 10) < 0.6 THEN 'draft' ELSE 'archived' END::product_status,
       brand, round((4 + 300 * seed.unit(i, 11) ^ 3)::numeric, 2),
       jsonb_build_object('brand', brand, 'color', seed.word('{red,blue,green,black,white,grey,brown}', i, 12),
                          'eco', seed.unit(i, 13) < 0.2, 'length_cm', seed.pick(i, 14, 200)),
       ARRAY[lower(material), seed.word('{gift,sale,new,summer,winter,classic}', i, 15)],
       CASE WHEN seed.unit(i, 16) < 0.6 THEN round((3 + 2 * seed.unit(i, 17) ^ 0.5)::numeric, 2) END,
       made, made + (timestamptz '2026-07-05 20:00+00' - made) * seed.unit(i, 18),
       CASE WHEN seed.unit(i, 19) < 0.04 THEN timestamptz '2026-07-05 20:00+00' END
  FROM (SELECT first_product + k AS i, seller_id, 13 + seed.skew(first_product + k, 1, 407, 1.8) AS category,
               seed.word('{Small,Large,Round,Folding,Classic,Modern,Striped,Soft,Heavy,Light}', first_product + k, 2) AS look,
               seed.word('{Oak,Linen,Steel,Glass,Wool,Cotton,Bamboo,Ceramic,Leather,Copper}', first_product + k, 3) AS material,
               seed.word('{Table,Lamp,Chair,Basket,Bowl,Blanket,Knife,Shelf,Kettle,Notebook,Backpack,Puzzle,Vase,Clock,Rug,Mug,Tray,Bench}', first_product + k, 4) AS noun,
               (ARRAY['Norden', 'Casa', 'Lumo', 'Velta', 'Arbor', 'Kettu', 'Piana', 'Solis', 'Brio', 'Tandem', 'Ostra', 'Fjell'])[seed.skew(first_product + k, 5, 12, 2)] AS brand,
               seed.moment(seed.unit(first_product + k, 6) * 0.97, first_product + k) AS made
          FROM seed.stock, generate_series(1, size) AS k) AS product;

UPDATE sellers SET featured_product_id = first_product + 1 FROM seed.stock WHERE seller_id = id AND id % 3 = 0;

-- Product p has the variants 4p to 4p + p % 4.
INSERT INTO product_variants (id, product_id, sku, barcode, label, price, weight_grams)
SELECT 4 * id + k, id, 'SKU-' || lpad((4 * id + k)::text, 8, '0'),
       CASE WHEN seed.unit(4 * id + k, 1) < 0.5 THEN (4000000000000 + 4 * id + k)::text END,
       (ARRAY['Standard', 'Small', 'Large', 'Gift box'])[k + 1], price + k * 2, seed.pick(4 * id + k, 2, 5000)
  FROM products, LATERAL generate_series(0, (id % 4)::integer) AS k;

INSERT INTO product_images (product_id, url, "order", alt_text)
SELECT id, '/images/' || id || '/' || k || '.jpg', k, CASE WHEN k = 1 THEN title END
  FROM products, LATERAL generate_series(1, 1 + (id % 3)::integer) AS k;

INSERT INTO product_attributes (product_id, name, value)
SELECT id, (ARRAY['material', 'color', 'origin', 'care', 'length'])[k],
       CASE k WHEN 1 THEN tags[1] WHEN 2 THEN attributes ->> 'color' WHEN 3 THEN seed.word('{DE,IT,FR,PT}', id, 1)
              WHEN 4 THEN seed.word('{wash cold,wipe clean,dry clean}', id, 2) ELSE attributes ->> 'length_cm' END
  FROM products, generate_series(1, 5) AS k
 WHERE seed.unit(id, 30 + k) < 0.5;

INSERT INTO warehouses (id, seller_id, name, country)
SELECT i, 1 + (i - 1) % 500, 'Warehouse ' || i, CASE WHEN seed.unit(i, 1) < 0.7 THEN 'DE' ELSE 'PL' END
  FROM generate_series(1, 640) AS i;

INSERT INTO inventory (variant_id, warehouse_id, quantity, reserved, updated_at)
SELECT product_variants.id, products.seller_id, floor(200 * seed.unit(product_variants.id, 1) ^ 3)::integer,
       seed.pick(product_variants.id, 2, 4) - 1, seed.moment(0.5 + 0.5 * seed.unit(product_variants.id, 3), product_variants.id)
  FROM product_variants JOIN products ON products.id = product_variants.product_id
 ORDER BY product_variants.id;

INSERT INTO inventory_movements (variant_id, warehouse_id, delta, reason, created_at)
SELECT 4 * seed.skew(i, 1, 55000, 1.8), seed.skew(i, 2, 500, 2), seed.pick(i, 3, 12) - 9,
       (ARRAY['sale', 'delivery', 'return', 'count'])[seed.skew(i, 4, 4, 2.2)],
       seed.moment(i / 200000.0::double precision, i)
  FROM generate_series(1, 200000) AS i;

INSERT INTO banners (id, seller_id, image_url, shown_during)
SELECT i, seed.skew(i, 1, 500, 2), '/banners/' || i || '.png',
       tstzrange(timestamptz '2024-07-01 00:00+00' + make_interval(days => (i - 1) * 3), timestamptz '2024-07-01 00:00+00' + make_interval(days => i * 3))
  FROM generate_series(1, 240) AS i;

-- Selling --------------------------------------------------------------------------------------------------------

-- Who orders when, and of whom: shared by orders, their items and all that follows them.
CREATE TABLE seed.purchase AS
SELECT i AS id, seed.skew(i, 1, 500, 2.6) AS seller_id,
       seed.skew(i, 2, ceil(i * 150000.0 / 320000), 1.6)::bigint AS user_id,
       seed.skew(i, 3, 4, 2.2) AS lines,
       seed.unit(i, 4) AS luck,
       seed.moment(i / 320000.0::double precision, i) AS created_at
  FROM generate_series(1, 320000) AS i;

INSERT INTO order_items (id, order_id, product_id, variant_id, quantity, unit_price)
SELECT 1845000000 + row_number() OVER (), id, product, 4 * product + seed.pick(id, 20 + k, product % 4 + 1) - 1, seed.skew(id, 30 + k, 5, 3),
       round((4 + 300 * seed.unit(product, 11) ^ 3)::numeric, 2)
  FROM (SELECT id, k, first_product + seed.skew(id, 10 + k, size, 2.4) AS product
          FROM seed.purchase JOIN seed.stock USING (seller_id), LATERAL generate_series(1, lines) AS k
         ORDER BY id, k) AS line;

INSERT INTO orders (id, order_number, seller_id, user_id, shipping_address_id, status, currency, total_amount, note, created_at, updated_at)
SELECT id, 'BZ-' || to_char(created_at AT TIME ZONE 'UTC', 'YYMM') || '-' || lpad(id::text, 7, '0'), seller_id, user_id,
       user_id, CASE WHEN created_at > timestamptz '2026-07-04 00:00+00' AND luck < 0.5 THEN 'pending'
                     WHEN created_at > timestamptz '2026-07-03 00:00+00' AND luck < 0.8 THEN 'paid'
                     WHEN created_at > timestamptz '2026-07-02 00:00+00' AND luck < 0.9 THEN 'packed'
                     WHEN created_at > timestamptz '2026-06-28 00:00+00' AND luck < 0.92 THEN 'shipped'
                     WHEN luck < 0.88 THEN 'delivered' WHEN luck < 0.95 THEN 'cancelled' WHEN luck < 0.997 THEN 'refunded'
                     ELSE 'pending' END::order_status,
       CASE WHEN luck < 0.9 THEN 'EUR' WHEN luck < 0.96 THEN 'GBP' ELSE 'CHF' END,
       total, CASE WHEN seed.unit(id, 5) < 0.04 THEN 'Please leave it at the door' END,
       created_at, created_at + make_interval(hours => seed.pick(id, 6, 96))
  FROM seed.purchase
  JOIN (SELECT order_id, sum(line_total) AS total FROM order_items GROUP BY order_id) AS item ON order_id = id
 ORDER BY id;

INSERT INTO coupons (id, seller_id, code, discount, valid_during, max_uses, is_active)
SELECT i, seed.skew(i, 1, 500, 2), 'SAVE' || i, 0.05 * seed.pick(i, 2, 6),
       tstzrange(seed.moment(i / 3200.0::double precision, i), seed.moment(i / 3200.0::double precision, i) + interval '45 days'),
       CASE WHEN seed.unit(i, 3) < 0.6 THEN 100 * seed.pick(i, 4, 10) END, seed.unit(i, 5) < 0.25
  FROM generate_series(1, 3000) AS i;

INSERT INTO coupon_redemptions (coupon_id, order_id, user_id, redeemed_at)
SELECT seed.skew(id, 7, 3000, 1.5), id, user_id, created_at FROM seed.purchase WHERE seed.unit(id, 8) < 0.08;

INSERT INTO shipments (order_id, warehouse_id, carrier, tracking_number, shipped_at, delivered_at)
SELECT id, CASE WHEN seed.unit(id, 1) < 0.96 THEN seller_id END, (ARRAY['DHL', 'DPD', 'GLS', 'UPS'])[seed.skew(id, 2, 4, 1.5)],
       'TRK' || upper(substr(md5(id::text), 1, 14)), sent, CASE WHEN status <> 'shipped' THEN sent + make_interval(hours => 20 + seed.pick(id, 3, 90)) END
  FROM (SELECT orders.id, seller_id::integer, status, (created_at AT TIME ZONE 'UTC') + make_interval(hours => 4 + seed.pick(id, 4, 60)) AS sent
          FROM orders WHERE status IN ('shipped', 'delivered', 'refunded')) AS shipment
 ORDER BY id;

INSERT INTO carts (id, user_id, status, created_at, updated_at)
SELECT seed.uuid(i, 2), CASE WHEN seed.unit(i, 1) < 0.75 THEN seed.skew(i, 2, 150000, 1.3) END,
       (ARRAY['ordered', 'abandoned', 'open'])[seed.skew(i, 3, 3, 1.4)], begun, begun + make_interval(mins => seed.pick(i, 4, 600))
  FROM (SELECT i, seed.moment(i / 60000.0::double precision, i) AS begun FROM generate_series(1, 60000) AS i) AS cart;

INSERT INTO cart_items (cart_id, variant_id, quantity, added_at)
SELECT seed.uuid(i, 2), 4 * seed.skew(i * 4 + k, 1, 14000, 2) + 4 * 14000 * k, seed.skew(i * 4 + k, 2, 5, 3), seed.moment(i / 60000.0::double precision, i)
  FROM generate_series(1, 60000) AS i, LATERAL generate_series(0, seed.pick(i, 5, 3) - 1) AS k;

INSERT INTO reviews (product_id, user_id, order_id, rating, body, helpful_count, is_published, created_at)
SELECT product_id, user_id, CASE WHEN seed.unit(id, 1) < 0.9 THEN id END, 6 - seed.skew(id, 2, 5, 2.2),
       seed.word('{Great,Good,Nice,Solid,Poor,Lovely}', id, 3) || ' ' || seed.word('{quality,value,colour,gift,packaging}', id, 4) || ', ' ||
       seed.word('{would buy again.,as described.,came late.,smaller than I thought.,my favourite.}', id, 5),
       seed.skew(id, 6, 60, 5) - 1, seed.unit(id, 7) < 0.96, least(created_at + make_interval(days => seed.pick(id, 8, 30)), timestamptz '2026-07-05 23:00+00')
  FROM (SELECT DISTINCT ON (order_id) order_id, product_id FROM order_items ORDER BY order_id, order_items.id) AS first_line
  JOIN seed.purchase ON purchase.id = order_id
 WHERE seed.unit(id, 9) < 0.28
 ORDER BY id;

INSERT INTO wishlists (id, user_id, is_public, created_at)
SELECT i, 1 + (i * 13) % 150000, seed.unit(i, 1) < 0.2, seed.moment(i / 30000.0::double precision, i) FROM generate_series(1, 30000) AS i;

INSERT INTO wishlist_items (wishlist_id, product_id, added_at)
SELECT i, seed.skew(i * 8 + k, 1, 55000, 1.9), seed.moment(i / 30000.0::double precision, i)
  FROM generate_series(1, 30000) AS i, LATERAL generate_series(1, seed.skew(i, 2, 7, 1.6)) AS k;

INSERT INTO saved_searches (user_id, terms, filters, notify, created_at)
SELECT seed.skew(i, 1, 150000, 1.2), seed.word('{oak table,wool blanket,glass lamp,copper kettle,bamboo tray}', i, 2),
       jsonb_build_object('max_price', 10 * seed.pick(i, 3, 30)), seed.unit(i, 4) < 0.1, seed.moment(i / 20000.0::double precision, i)
  FROM generate_series(1, 20000) AS i;

-- Billing --------------------------------------------------------------------------------------------------------

INSERT INTO billing.payments (id, order_id, provider, provider_ref, status, amount, currency, card_last4, created_at, captured_at)
SELECT id, id, (ARRAY['stripe', 'paypal', 'klarna', 'transfer'])[seed.skew(id, 1, 4, 2)], seed.uuid(id, 3),
       CASE status WHEN 'pending' THEN 'created' WHEN 'refunded' THEN 'refunded' WHEN 'cancelled' THEN 'failed'
                   WHEN 'paid' THEN 'authorized' ELSE 'captured' END::billing.payment_status,
       total_amount, currency, lpad(seed.pick(id, 2, 9999)::text, 4, '0'), created_at + interval '40 seconds',
       CASE WHEN status IN ('packed', 'shipped', 'delivered', 'refunded') THEN created_at + interval '3 hours' END
  FROM orders WHERE status <> 'cancelled' OR seed.unit(id, 4) < 0.5
 ORDER BY id;

INSERT INTO billing.refunds (payment_id, amount, reason, created_at)
SELECT id, amount, seed.word('{damaged,late,wrong item,changed mind}', id, 1), created_at + make_interval(days => seed.pick(id, 2, 20))
  FROM billing.payments WHERE status = 'refunded';

INSERT INTO billing.payouts (seller_id, period, amount, fee, paid_at)
SELECT s, daterange(day, (day + interval '1 month')::date), (round((90000 / (s + 3) * seed.unit(s * 100 + m, 1))::numeric, 2))::money,
       0.35, CASE WHEN m < 23 THEN day + interval '1 month 5 days' END
  FROM generate_series(1, 500) AS s, generate_series(0, 23) AS m, LATERAL (SELECT (date '2024-07-01' + make_interval(months => m))::date AS day) AS month;

INSERT INTO billing.invoices (seller_id, number, total, issued_on, due_on, paid_on)
SELECT seller_id, 'INV-' || lpad(id::text, 6, '0'), amount::numeric * 0.12, upper(period), upper(period) + 30,
       CASE WHEN seed.unit(id, 1) < 0.93 THEN upper(period) + seed.pick(id, 2, 28) END
  FROM billing.payouts ORDER BY id;

INSERT INTO billing.ledger_entries (account, seller_id, payment_id, debit, credit, booked_at)
SELECT CASE k WHEN 0 THEN 'cash' ELSE 'seller_liability' END, orders.seller_id, payments.id,
       CASE k WHEN 0 THEN amount ELSE 0 END, CASE k WHEN 1 THEN amount ELSE 0 END, captured_at
  FROM billing.payments JOIN orders ON orders.id = order_id, generate_series(0, 1) AS k
 WHERE captured_at >= timestamptz '2026-01-01 00:00+00'
 ORDER BY payments.id, k;

INSERT INTO billing.gift_cards (code, user_id, balance, expires_on)
SELECT upper(substr(md5('gift' || i), 1, 16)), CASE WHEN seed.unit(i, 1) < 0.8 THEN seed.pick(i, 2, 150000) END,
       5 * seed.pick(i, 3, 20), date '2027-01-01' + seed.pick(i, 4, 700)
  FROM generate_series(1, 12000) AS i;

INSERT INTO billing.exchange_rates (currency, day, rate)
SELECT currency, date '2024-07-01' + d, round((base * (1 + 0.03 * seed.unit(d, 1)))::numeric, 6)
  FROM (VALUES ('GBP', 0.85), ('CHF', 0.95), ('USD', 1.09), ('SEK', 11.2)) AS pair (currency, base), generate_series(0, 734) AS d;

-- Talking and running --------------------------------------------------------------------------------------------

INSERT INTO support_tickets (id, seller_id, user_id, order_id, status, subject, created_at, closed_at)
SELECT row_number() OVER (ORDER BY id), seller_id, user_id, CASE WHEN luck < 0.95 THEN id END,
       CASE WHEN created_at > timestamptz '2026-06-25 00:00+00' THEN CASE WHEN luck < 0.6 THEN 'open' ELSE 'waiting' END
            WHEN luck < 0.9 THEN 'closed' WHEN luck < 0.99 THEN 'solved' ELSE 'open' END::ticket_status,
       seed.word('{Where is my order?,Damaged on arrival,Wrong item,Invoice needed,Change of address}', id, 10),
       created_at + interval '2 days', CASE WHEN created_at <= timestamptz '2026-06-25 00:00+00' AND luck < 0.99 THEN created_at + interval '5 days' END
  FROM seed.purchase WHERE seed.unit(id, 11) < 0.07 AND id < 319000;

INSERT INTO ticket_messages (ticket_id, author_id, is_internal, body, created_at)
SELECT support_tickets.id, CASE WHEN k % 2 = 1 THEN user_id ELSE 1 + seller_id * 251 % 150000 END, k > 4,
       seed.word('{Thank you for your message.,The parcel has not arrived.,We are looking into it.,Could you send a photo?,It is solved now.}', support_tickets.id, k),
       created_at + make_interval(hours => k * 7)
  FROM support_tickets, LATERAL generate_series(1, seed.pick(id, 1, 5)) AS k
 ORDER BY created_at + make_interval(hours => k * 7), support_tickets.id;

INSERT INTO attachments (attachable_type, attachable_id, file_name, size_bytes, created_at)
SELECT (ARRAY['TicketMessage', 'Review', 'Product'])[seed.skew(i, 1, 3, 1.5)], seed.pick(i, 2, 20000), 'photo-' || i || '.jpg',
       seed.skew(i, 3, 4000000, 2), seed.moment(i / 20000.0::double precision, i)
  FROM generate_series(1, 20000) AS i;

INSERT INTO notifications (user_id, kind, payload, is_read, created_at)
SELECT seed.skew(i, 1, 150000, 1.4), (ARRAY['order', 'price_drop', 'message', 'newsletter'])[seed.skew(i, 2, 4, 1.4)],
       jsonb_build_object('ref', seed.pick(i, 3, 320000)), seed.unit(i, 4) < 0.93, seed.moment(i / 200000.0::double precision, i)
  FROM generate_series(1, 200000) AS i;

INSERT INTO webhooks (id, seller_id, url, secret, events, is_active)
SELECT i, 1 + (i - 1) % 350, 'https://hooks.seller' || 1 + (i - 1) % 350 || '.example/bazaar', md5('secret' || i),
       ARRAY['order.created', seed.word('{order.paid,order.shipped,refund.created}', i, 1)], seed.unit(i, 2) < 0.9
  FROM generate_series(1, 420) AS i;

INSERT INTO webhook_deliveries (webhook_id, payload, attempts, response_code, created_at, delivered_at)
SELECT seed.skew(i, 1, 420, 2.2), json_build_object('event', 'order.created', 'order', 320000 - i % 200000),
       CASE WHEN seed.unit(i, 2) < 0.97 THEN 1 ELSE seed.pick(i, 3, 9) END,
       CASE WHEN seed.unit(i, 2) < 0.995 THEN 200 WHEN seed.unit(i, 4) < 0.5 THEN 500 END, made,
       CASE WHEN seed.unit(i, 2) < 0.995 THEN made + interval '2 seconds' END
  FROM (SELECT i, seed.moment(0.5 + i / 240000.0::double precision, i) AS made FROM generate_series(1, 120000) AS i) AS delivery;

INSERT INTO jobs (queue, payload, run_at, is_running, is_done, is_failed)
SELECT (ARRAY['default', 'mail', 'export'])[seed.skew(i, 1, 3, 1.5)], jsonb_build_object('task', seed.pick(i, 2, 40)),
       seed.moment(0.9 + i / 400000.0::double precision, i), i > 39960, i <= 39700, i > 39940 AND i <= 39960
  FROM generate_series(1, 40000) AS i;

INSERT INTO feature_flags (name, is_enabled, rollout_percent, description)
SELECT 'flag_' || i, seed.unit(i, 1) < 0.5, 10 * seed.pick(i, 2, 10), 'Flag number ' || i FROM generate_series(1, 40) AS i;

INSERT INTO seller_feature_flags (seller_id, flag_name, is_enabled)
SELECT s, 'flag_' || f, seed.unit(s * 100 + f, 1) < 0.8 FROM generate_series(1, 500) AS s, generate_series(1, 40) AS f
 WHERE seed.unit(s * 100 + f, 2) < 0.12;

INSERT INTO audit_log (logged_at, actor_id, entity_type, entity_id, action, changes)
SELECT seed.moment(i / 160000.0::double precision, i), CASE WHEN seed.unit(i, 1) < 0.8 THEN seed.skew(i, 2, 2500, 1.5) END,
       (ARRAY['orders', 'products', 'inventory', 'sellers', 'coupons'])[seed.skew(i, 3, 5, 1.8)], seed.skew(i, 4, 55000, 1.2),
       (ARRAY['update', 'insert', 'delete'])[seed.skew(i, 5, 3, 2)], json_build_object('status', seed.word('{paid,packed,shipped}', i, 6))
  FROM generate_series(1, 160000) AS i;

-- Analytics ------------------------------------------------------------------------------------------------------

INSERT INTO analytics.events (occurred_at, seller_id, user_id, session_id, kind, product_id, properties)
SELECT seed.moment(i / 600000.0::double precision, i), seed.skew(i, 1, 500, 2.6),
       CASE WHEN seed.unit(i, 2) < 0.6 THEN seed.skew(i, 3, 150000, 1.5) END, seed.uuid(i / 6, 5),
       (ARRAY['page_view', 'product_view', 'search', 'add_to_cart', 'checkout', 'purchase'])[seed.skew(i, 4, 6, 2.2)]::analytics.event_kind,
       CASE WHEN seed.unit(i, 5) < 0.5 THEN seed.skew(i, 6, 55000, 2) END,
       CASE WHEN seed.unit(i, 7) < 0.2 THEN jsonb_build_object('utm', seed.word('{news,ads,social}', i, 8)) ELSE '{}' END
  FROM generate_series(1, 600000) AS i;

INSERT INTO analytics.search_log (searched_at, user_id, terms, result_count, took_ms)
SELECT seed.moment(i / 120000.0::double precision, i) AT TIME ZONE 'UTC', CASE WHEN seed.unit(i, 1) < 0.5 THEN seed.skew(i, 2, 150000, 1.4) END,
       lower(seed.word('{Small,Large,Round,Folding,Classic,Modern}', i, 3) || ' ' || seed.word('{Table,Lamp,Chair,Basket,Bowl,Blanket,Knife,Shelf}', i, 4)),
       seed.skew(i, 5, 500, 2) - 1, seed.skew(i, 6, 900, 3)
  FROM generate_series(1, 120000) AS i;

INSERT INTO analytics.daily_seller_stats (seller_id, day, orders, revenue)
SELECT seller_id, (created_at AT TIME ZONE 'UTC')::date, count(*), sum(total_amount) FROM orders GROUP BY 1, 2 ORDER BY 2, 1;

-- Sequences go on where the rows end.
DO $$
DECLARE
    sequence record;
    last bigint;
BEGIN
    FOR sequence IN
        SELECT depend.objid::regclass AS name, depend.refobjid::regclass AS table_name, attribute.attname AS column_name
          FROM pg_depend AS depend
          JOIN pg_class AS class ON class.oid = depend.objid AND class.relkind = 'S'
          JOIN pg_attribute AS attribute ON attribute.attrelid = depend.refobjid AND attribute.attnum = depend.refobjsubid
         WHERE depend.classid = 'pg_class'::regclass AND depend.deptype IN ('a', 'i')
    LOOP
        EXECUTE format('SELECT max(%I) FROM %s', sequence.column_name, sequence.table_name) INTO last;
        PERFORM setval(sequence.name, last) WHERE last IS NOT NULL;
    END LOOP;
END $$;

DROP SCHEMA seed CASCADE;
