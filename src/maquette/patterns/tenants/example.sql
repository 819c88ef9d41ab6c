-- example: customers and orders of shops
-- table: customers
-- table: orders
-- option: tenant=shop_id
-- option: role=example_app
-- fill: INSERT INTO shops SELECT n, 'shop ' || n FROM generate_series(1, 10) n
-- fill: INSERT INTO customers (shop_id, email) SELECT 1 + n % 10, 'c' || n || '@example.org' FROM generate_series(1, 100) n
-- fill: INSERT INTO orders (shop_id, customer_id, number, status) SELECT shop_id, c.id, n::text, 'new' FROM generate_series(1, {rows}) n JOIN customers c ON c.id = 1 + n % 100
-- write: UPDATE orders SET status = 'paid' WHERE id = {row}
-- write: UPDATE customers SET email = email WHERE id = 1 + {row} % 100
CREATE TABLE shops (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop_id bigint NOT NULL REFERENCES shops,
    email text NOT NULL UNIQUE
);
CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    shop_id bigint REFERENCES shops,
    customer_id bigint REFERENCES customers ON UPDATE CASCADE ON DELETE SET NULL,
    number text NOT NULL,
    status text NOT NULL,
    label text GENERATED ALWAYS AS ('no. ' || number) STORED
);
CREATE UNIQUE INDEX orders_number ON orders (lower(number)) WHERE status <> 'void';
CREATE VIEW open_orders AS
    SELECT o.id, o.shop_id, number, email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE status = 'new';

-- example: a table that was open to everybody, by a policy, a view and TRUNCATE
-- table: reviews
-- option: tenant=seller_id
-- option: role=example_app
-- option: setting=app.seller_id
-- option: global_keys=reviews_code_key
-- fill: INSERT INTO reviews SELECT n, n % 7, 'r' || n, 'fine', true FROM generate_series(1, {rows}) n
-- write: UPDATE reviews SET body = 'better' WHERE id = {row}
CREATE TABLE reviews (
    id bigint PRIMARY KEY,
    seller_id bigint NOT NULL,
    code text UNIQUE,
    body text,
    is_public boolean NOT NULL
);
CREATE VIEW public_reviews AS SELECT id, seller_id, body FROM reviews WHERE is_public;
CREATE VIEW counted_reviews AS SELECT seller_id, count(*) FROM public_reviews GROUP BY seller_id;
CREATE MATERIALIZED VIEW busiest_sellers AS SELECT seller_id, count(*) FROM reviews GROUP BY seller_id;
CREATE ROLE example_app NOLOGIN;
CREATE ROLE example_reader NOLOGIN;
GRANT ALL ON reviews, public_reviews, counted_reviews, busiest_sellers TO example_app;
GRANT SELECT ON counted_reviews TO example_reader;
ALTER TABLE reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON reviews TO example_app USING (true) WITH CHECK (true);

-- example: names in quotes, uuids, a key that has the tenant
-- table: "Order Items"
-- table: "Orders"
-- option: tenant=Tenant
-- option: role=Example App
-- fill: INSERT INTO "Orders" SELECT md5((n % 4)::text)::uuid, n FROM generate_series(1, 40) n
-- fill: INSERT INTO "Order Items" SELECT "Tenant", "No", n FROM generate_series(1, {rows}) n JOIN "Orders" ON "No" = 1 + n % 40
-- write: UPDATE "Order Items" SET "Line" = "Line" WHERE "Line" = {row}
CREATE TABLE "Orders" ("Tenant" uuid, "No" integer, PRIMARY KEY ("Tenant", "No"), UNIQUE ("No"));
CREATE TABLE "Order Items" (
    "Tenant" uuid NOT NULL,
    "Order" integer NOT NULL REFERENCES "Orders" ("No") ON DELETE CASCADE,
    "Line" integer NOT NULL,
    PRIMARY KEY ("Tenant", "Order", "Line")
);

-- example: a partitioned table, in a schema of its own
-- table: metrics.events
-- option: tenant=account_id
-- option: role=example_app
-- fill: INSERT INTO metrics.events SELECT n, 'account ' || n % 5, timestamptz '2026-01-15 00:00+00' + n % 50 * interval '1 day' FROM generate_series(1, {rows}) n
-- write: UPDATE metrics.events SET account_id = account_id WHERE id = {row}
CREATE SCHEMA metrics;
CREATE TABLE metrics.events (id bigint, account_id text NOT NULL, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE metrics.events_2026_01 PARTITION OF metrics.events FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-02-01 00:00+00');
CREATE TABLE metrics.events_later PARTITION OF metrics.events DEFAULT;

-- example: lines of orders, and their parcels, that have no column of their own
-- table: orders
-- table: parcels
-- table: lines
-- option: tenant=shop_id
-- option: role=example_app
-- fill: INSERT INTO orders SELECT n, 1 + n % 4 FROM generate_series(1, 40) n
-- fill: INSERT INTO lines SELECT n, 1 + n % 40, CASE WHEN n % 3 = 0 THEN 1 + n % 40 END FROM generate_series(1, {rows}) n
-- fill: INSERT INTO parcels SELECT n, 1 + n % 100 FROM generate_series(1, {rows}) n
-- write: UPDATE lines SET order_id = order_id WHERE id = {row}
CREATE TABLE orders (id bigint PRIMARY KEY, shop_id integer NOT NULL);
CREATE TABLE lines (
    id bigint PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    replaces bigint REFERENCES orders
);
CREATE TABLE parcels (id bigint PRIMARY KEY, line_id bigint NOT NULL REFERENCES lines);
CREATE INDEX lines_order ON lines (order_id);

-- example: what another role may see stays that role's
-- table: invoices
-- option: tenant=shop_id
-- option: role=shop_app
-- fill: INSERT INTO invoices (shop_id, total) SELECT n % 50, n FROM generate_series(1, {rows}) n
-- write: UPDATE invoices SET total = total + 1 WHERE id = {row}
CREATE ROLE accountant;
CREATE TABLE invoices (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    shop_id integer NOT NULL,
    total numeric NOT NULL
);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_accounts ON invoices TO accountant USING (total > 100);

-- standing: half of it is there, with policies that are not forced
-- table: accounts
-- table: notes
-- option: role=example_app
-- stands: function public.current_tenant()
-- stands: function public.enter_tenant(bigint)
-- stands: role example_app
-- stands: foreign key (tenant_id, account_id) of public.notes to public.accounts
-- stands: policy tenant_isolation on public.notes
-- stands: policy tenant_access on public.notes
CREATE TABLE accounts (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
CREATE TABLE notes (
    id bigint PRIMARY KEY,
    tenant_id bigint NOT NULL,
    account_id bigint,
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
);
CREATE INDEX notes_by_tenant ON notes (tenant_id, id);
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::bigint $$;
CREATE FUNCTION enter_tenant(tenant bigint) RETURNS void LANGUAGE sql SET search_path = ''
AS $$ SELECT set_config('app.tenant_id', tenant::text, true) $$;
CREATE ROLE example_app NOLOGIN;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, notes TO example_app;
CREATE POLICY tenant_isolation ON notes AS RESTRICTIVE
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY tenant_access ON notes USING (true) WITH CHECK (true);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;

-- refused: has no column tenant_id
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY);

-- refused: is jsonb
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id jsonb);

-- refused: public.tasks.tenant_id is integer, elsewhere it is bigint
-- table: notes
-- table: tasks
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint);
CREATE TABLE tasks (id bigint PRIMARY KEY, tenant_id integer);

-- refused: has no primary key
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint, tenant_id bigint);

-- refused: has BYPASSRLS: no policy binds it
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint);
CREATE ROLE example_app BYPASSRLS;

-- refused: is a member of example_admin, which has BYPASSRLS
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint);
CREATE ROLE example_admin BYPASSRLS;
CREATE ROLE example_app IN ROLE example_admin;

-- refused: role example_app owns public.notes
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint);
CREATE ROLE example_app;
ALTER TABLE notes OWNER TO example_app;

-- refused: public.notes_old is a part of public.notes
-- table: notes_old
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint) PARTITION BY RANGE (id);
CREATE TABLE notes_old PARTITION OF notes FOR VALUES FROM (0) TO (1000);

-- refused: is a foreign table
-- table: notes
-- option: role=example_app
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE notes (id bigint, tenant_id bigint) SERVER elsewhere;

-- refused: no name of a setting
-- table: notes
-- option: role=example_app
-- option: setting=tenant
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint);

-- refused: name taken: function public.current_tenant
-- table: notes
-- option: role=example_app
CREATE TABLE notes (id bigint PRIMARY KEY, tenant_id bigint);
CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
