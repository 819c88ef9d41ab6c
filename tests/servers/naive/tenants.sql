-- The playbook's row-level security, with the application's table and role for its own.
CREATE ROLE naive_app NOLOGIN;
GRANT ALL ON customers, orders, open_orders TO naive_app;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY orders_user_policy ON orders
    FOR ALL
    TO naive_app
    USING (shop_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY customers_user_policy ON customers
    FOR ALL
    TO naive_app
    USING (shop_id = current_setting('app.tenant_id')::bigint);
