-- example: the log of a shop, by month
-- table: audit_log
-- option: by=logged_at
-- fill: INSERT INTO audit_log (logged_at, actor_id, action) SELECT now() - n * interval '1 hour', n, 'login' FROM generate_series(1, {rows}) n
-- write: INSERT INTO audit_log (logged_at, actor_id, action) VALUES (now(), 1, 'login')
-- write: UPDATE audit_log SET action = 'logout' WHERE id = {row}
-- use: INSERT INTO audit_log (logged_at, actor_id, action) SELECT now() + n * interval '1 month', n, 'planned' FROM generate_series(1, 4) n
CREATE TABLE audit_log (
    id bigserial PRIMARY KEY,
    logged_at timestamptz NOT NULL,
    actor_id bigint,
    action text NOT NULL
);
CREATE INDEX audit_log_logged_idx ON audit_log USING brin (logged_at);
CREATE PUBLICATION feed FOR TABLE audit_log WITH (publish_via_partition_root = true);

-- refused: has no primary key
-- table: events
-- option: by=created_at
CREATE TABLE events (id bigserial, created_at timestamptz NOT NULL);

-- example: measurements with all that a table can have
-- table: plant."Readings"
-- option: by=Taken at
-- option: period=day
-- option: zone=Europe/Berlin
-- option: keep=2 years
-- fill: INSERT INTO plant.sensors (name) SELECT 's' || n FROM generate_series(1, 20) n
-- fill: INSERT INTO plant."Readings" (sensor, "Taken at", value) SELECT n % 20 + 1, now() - n * interval '1 hour', n FROM generate_series(1, {rows}) n
-- write: INSERT INTO plant."Readings" (sensor, "Taken at", value) SELECT sensor, now(), 1 FROM plant."Readings" WHERE no = {row}
-- write: UPDATE plant."Readings" SET value = value + 1 WHERE no = {row}
-- write: SELECT count(*) FROM plant.latest
-- use: INSERT INTO plant."Readings" (sensor, "Taken at", value) SELECT 1, now() + n * interval '1 day', n FROM generate_series(1, 6) n
CREATE SCHEMA plant;
CREATE ROLE partition_reader NOLOGIN;
ALTER DEFAULT PRIVILEGES IN SCHEMA plant GRANT SELECT, DELETE ON TABLES TO partition_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA plant GRANT USAGE ON SEQUENCES TO partition_reader;
CREATE TABLE plant.sensors (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE plant."Readings" (
    no bigint GENERATED ALWAYS AS IDENTITY (START WITH 1 INCREMENT BY 2),
    sensor integer NOT NULL CONSTRAINT of_sensor REFERENCES plant.sensors ON DELETE CASCADE,
    "Taken at" timestamp NOT NULL DEFAULT now(),
    value numeric NOT NULL CONSTRAINT sane CHECK (value < 1000000),
    double numeric GENERATED ALWAYS AS (value * 2) STORED,
    changed integer NOT NULL DEFAULT 0,
    PRIMARY KEY (no) INCLUDE (sensor),
    CONSTRAINT "one at a time" UNIQUE (sensor, no, "Taken at")
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE plant."Readings" IS 'what the sensors said';
COMMENT ON COLUMN plant."Readings".value IS 'in their unit';
COMMENT ON CONSTRAINT "Readings_pkey" ON plant."Readings" IS 'its key';
ALTER TABLE plant."Readings" ALTER COLUMN sensor SET STATISTICS 500;
ALTER TABLE plant."Readings" REPLICA IDENTITY FULL;
CREATE STATISTICS plant.together ON sensor, value FROM plant."Readings";
CREATE INDEX "by value" ON plant."Readings" (value DESC, sensor) WHERE value > 10;
COMMENT ON INDEX plant."by value" IS 'high ones';
CREATE INDEX "by text" ON plant."Readings" (lower(value::text)) WITH (fillfactor = 70);
REVOKE DELETE ON plant."Readings" FROM partition_reader;
GRANT UPDATE (value) ON plant."Readings" TO partition_reader;
GRANT INSERT ON plant."Readings" TO partition_reader WITH GRANT OPTION;
ALTER TABLE plant."Readings" ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON plant."Readings" FOR SELECT TO partition_reader USING (sensor > 0);
CREATE FUNCTION plant.count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := NEW.changed + 1; RETURN NEW; END $$;
CREATE TRIGGER count_change BEFORE INSERT OR UPDATE ON plant."Readings" FOR EACH ROW EXECUTE FUNCTION plant.count_change();
CREATE TRIGGER high BEFORE UPDATE OF value ON plant."Readings" FOR EACH ROW WHEN (NEW.value > 500) EXECUTE FUNCTION plant.count_change();
ALTER TABLE plant."Readings" DISABLE TRIGGER high;
CREATE FUNCTION plant.look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER look AFTER INSERT ON plant."Readings" REFERENCING NEW TABLE AS news FOR EACH STATEMENT EXECUTE FUNCTION plant.look();
COMMENT ON TRIGGER look ON plant."Readings" IS 'looks';
CREATE VIEW plant.latest WITH (security_barrier = true) AS SELECT * FROM plant."Readings" WHERE value > 0;
CREATE VIEW plant.of_latest AS SELECT sensor, max(value) AS value FROM plant.latest GROUP BY sensor;
GRANT SELECT ON plant.latest TO partition_reader;

-- example: orders by hash, with what points at them
-- table: orders
-- option: by=id
-- option: how=hash
-- option: count=4
-- fill: INSERT INTO orders (status, made) SELECT 'open', now() FROM generate_series(1, {rows}) n
-- fill: INSERT INTO order_items (order_id, amount) SELECT n, 1 FROM generate_series(1, {rows}) n
-- write: UPDATE orders SET status = 'paid' WHERE id = {row}
-- write: INSERT INTO orders (status, made) VALUES ('new', now())
-- write: INSERT INTO order_items (order_id, amount) VALUES ({row}, 2)
-- write: DELETE FROM orders WHERE status = 'new' AND id % 2 = 0
CREATE TABLE orders (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, status text NOT NULL, made timestamptz NOT NULL) WITH (fillfactor = 80);
CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE, amount integer NOT NULL
);
COMMENT ON TABLE orders IS 'of all shops';
CREATE INDEX orders_status ON orders (status) WHERE status <> 'paid';

-- example: customers by country
-- table: customers
-- option: by=country
-- option: how=list
-- option: values=DE,FR
-- fill: INSERT INTO customers (name, country) SELECT 'c' || n, (ARRAY['DE', 'FR', 'IT'])[n % 3 + 1] FROM generate_series(1, {rows}) n
-- write: UPDATE customers SET country = CASE country WHEN 'DE' THEN 'FR' ELSE 'DE' END WHERE name = 'c{row}'
-- write: INSERT INTO customers (name, country) VALUES ('new', 'ES')
CREATE TABLE customers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, country text);

-- example: messages by week, copied, with rows of the time to come
-- table: messages
-- option: by=due
-- option: method=copy
-- option: period=week
-- option: since=2026-01-01
-- fill: INSERT INTO messages (topic, due) SELECT n % 3, date '2025-12-01' + n FROM generate_series(1, {rows}) n
-- write: UPDATE messages SET topic = topic + 1 WHERE no = {row}
-- write: INSERT INTO messages (topic, due) VALUES (1, '2027-01-01')
CREATE TABLE messages (no serial PRIMARY KEY, topic integer NOT NULL, due date NOT NULL);
CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messages SET topic = 7 WHERE no = NEW.no AND topic = 1;
    RETURN NULL;
END $$;
CREATE TRIGGER twice AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION twice();
