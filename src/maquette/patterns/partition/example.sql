-- example: the log of a shop, by month
-- table: audit_log
-- option: by=logged_at
-- fill: INSERT INTO audit_log (logged_at, actor_id, action) SELECT now() - n * interval '1 minute', n, 'login' FROM generate_series(1, {rows}) n
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

-- example: measurements with all that a table can have
-- table: plant."Readings"
-- option: by=Taken at
-- option: period=day
-- option: zone=Europe/Berlin
-- option: keep=2 years
-- fill: INSERT INTO plant.sensors (name) SELECT 's' || n FROM generate_series(1, 20) n
-- fill: INSERT INTO plant."Readings" (sensor, "Taken at", value) SELECT n % 20 + 1, now() - n * interval '1 minute', n % 1000 FROM generate_series(1, {rows}) n
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
CREATE INDEX ON order_items (order_id);
CREATE INDEX orders_status ON orders (status) WHERE status <> 'paid';

-- example: customers by country
-- table: customers
-- option: by=country
-- option: how=list
-- option: values=DE,FR
-- fill: INSERT INTO customers (name, country) SELECT 'c' || n, (ARRAY['DE', 'FR', 'IT'])[n % 3 + 1] FROM generate_series(1, {rows}) n
-- write: UPDATE customers SET country = CASE country WHEN 'DE' THEN 'FR' ELSE 'DE' END WHERE name = 'c{row}'
-- write: INSERT INTO customers (name, country) VALUES ('new', 'ES')
CREATE TABLE customers (id bigserial PRIMARY KEY, name text NOT NULL, country text);
CREATE INDEX customers_name ON customers (name);

-- example: messages by week, copied, with rows of the time to come
-- table: messages
-- option: by=due
-- option: method=copy
-- option: period=week
-- option: since=2026-01-01
-- fill: INSERT INTO messages (topic, due) SELECT n % 3, date '2025-12-01' + n % 300 FROM generate_series(1, {rows}) n
-- write: UPDATE messages SET topic = topic + 1 WHERE no = {row}
-- write: INSERT INTO messages (topic, due) VALUES (1, '2027-01-01')
CREATE TABLE messages (no serial PRIMARY KEY, topic integer NOT NULL, due date NOT NULL);
CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messages SET topic = 7 WHERE no = NEW.no AND topic = 1;
    RETURN NULL;
END $$;
CREATE TRIGGER twice AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION twice();

-- example: a table that is partitioned already, without a default
-- table: analytics.events
-- option: by=occurred_at
-- fill: INSERT INTO analytics.events SELECT n, '2026-06-10' FROM generate_series(1, {rows}) n
-- write: UPDATE analytics.events SET kind = 'search' WHERE id = {row}
CREATE SCHEMA analytics;
CREATE TABLE analytics.events (id bigint, occurred_at timestamptz, kind text, PRIMARY KEY (id, occurred_at))
    PARTITION BY RANGE (occurred_at);
CREATE TABLE analytics.events_2026_06 PARTITION OF analytics.events
    FOR VALUES FROM ('2026-06-01 00:00+00') TO ('2026-07-01 00:00+00');

-- example: a new table, with no row
-- table: visits
-- option: by=seen
-- option: period=year
-- option: default=false
-- write: INSERT INTO visits (seen) VALUES (now()), ('2020-02-29')
CREATE TABLE visits (id bigserial, seen date NOT NULL, CONSTRAINT one UNIQUE (seen, id), PRIMARY KEY (id, seen));

-- example: a hard name, and rows of no time at all, copied
-- table: "50% off"
-- option: by=ends
-- option: method=copy
-- option: period=year
-- fill: INSERT INTO "50% off" (ends) SELECT CASE n WHEN 1 THEN '-infinity' WHEN 2 THEN 'infinity' ELSE now() - n * interval '1 minute' END FROM generate_series(1, {rows}) n
-- write: INSERT INTO "50% off" (ends) VALUES (now())
CREATE TABLE "50% off" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ends timestamptz NOT NULL);

-- standing: there is a default partition
-- table: events
-- option: by=created_at
-- stands: table public.events_default
CREATE TABLE events (id bigint, created_at timestamptz, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
CREATE TABLE events_default PARTITION OF events DEFAULT;

-- example: what cash desks say, kept by pg_partman
-- table: shop."Receipts"
-- option: by=Printed at
-- option: period=week
-- option: keep=6 months
-- extension: pg_partman
-- fill: INSERT INTO shop.desks SELECT generate_series(1, 20)
-- fill: INSERT INTO shop."Receipts" (desk, "Printed at", total) SELECT n % 20 + 1, now() - n * interval '1 minute', n % 90 FROM generate_series(1, {rows}) n
-- write: INSERT INTO shop."Receipts" (desk, "Printed at", total) VALUES (1, now(), 1)
-- write: UPDATE shop."Receipts" SET total = total + 1 WHERE no = {row}
-- use: INSERT INTO shop."Receipts" (desk, "Printed at", total) SELECT 1, now() + n * interval '1 week', n FROM generate_series(1, 3) n
-- use: SELECT partman.run_maintenance('shop.Receipts', p_analyze := false)
CREATE SCHEMA partman;
CREATE EXTENSION pg_partman SCHEMA partman;
CREATE SCHEMA shop;
CREATE ROLE partition_clerk NOLOGIN;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO partition_clerk;
CREATE TABLE shop.desks (id integer PRIMARY KEY);
CREATE TABLE shop."Receipts" (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk integer NOT NULL CONSTRAINT of_desk REFERENCES shop.desks,
    "Printed at" timestamptz NOT NULL,
    total numeric NOT NULL CHECK (total < 1000000)
) WITH (fillfactor = 90);
CREATE INDEX ON shop."Receipts" (desk);

-- example: a calendar by day, kept by pg_partman
-- table: events
-- option: by=made
-- option: period=day
-- option: default=no
-- option: upkeep=pg_partman
-- extension: pg_partman
-- fill: INSERT INTO events (made) SELECT current_date - n % 30 FROM generate_series(1, {rows}) n
-- write: INSERT INTO events (made) VALUES (current_date)
CREATE EXTENSION pg_partman;
CREATE TABLE events (id bigint GENERATED BY DEFAULT AS IDENTITY, made date NOT NULL, PRIMARY KEY (id, made));

-- example: a table that is partitioned already comes to pg_partman
-- table: events
-- option: by=made
-- option: ahead=2
-- extension: pg_partman
-- fill: INSERT INTO events (made) SELECT '2026-01-01'::date + n % 59 FROM generate_series(1, {rows}) n
-- write: INSERT INTO events (made) VALUES ('2026-01-31')
CREATE SCHEMA partman;
CREATE EXTENSION pg_partman SCHEMA partman;
CREATE TABLE events (id bigint GENERATED BY DEFAULT AS IDENTITY, made timestamp NOT NULL, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
CREATE TABLE events_january PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') WITH (fillfactor = 80);
CREATE TABLE events_february PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01') WITH (fillfactor = 80);

-- standing: pg_partman keeps it already
-- table: events
-- option: by=made
-- extension: pg_partman
-- stands: pg_partman keeps public.events
-- stands: table public.events_default
CREATE EXTENSION pg_partman;
CREATE TABLE events (id bigint GENERATED BY DEFAULT AS IDENTITY, made timestamptz NOT NULL, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE TABLE events_p20260101 PARTITION OF events FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-02-01 00:00+00');
INSERT INTO part_config (parent_table, control, partition_type, partition_interval, infinite_time_partitions)
SELECT 'public.events', 'made', CASE WHEN extversion LIKE '4.%' THEN 'native' ELSE 'range' END, '1 month', true
FROM pg_extension WHERE extname = 'pg_partman';

-- standing: hash needs no upkeep
-- table: orders
-- option: by=id
-- option: how=hash
CREATE TABLE orders (id bigint PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE orders_0 PARTITION OF orders FOR VALUES WITH (MODULUS 1, REMAINDER 0);

-- refused: has no primary key
-- table: events
-- option: by=created_at
CREATE TABLE events (id bigserial, created_at timestamptz NOT NULL);

-- refused: events.created_at is text
-- table: events
-- option: by=created_at
CREATE TABLE events (id bigserial PRIMARY KEY, created_at text NOT NULL);

-- refused: has no column made
-- table: events
-- option: by=made
CREATE TABLE events (id bigserial PRIMARY KEY, created_at date NOT NULL);

-- refused: its primary key invoices_pkey (number) has not the partition key (issued)
-- table: invoices
-- option: by=issued
CREATE TABLE invoices (number text PRIMARY KEY, issued date NOT NULL);

-- refused: its unique key users_email_key (email) has not the partition key (made)
-- table: users
-- option: by=made
CREATE TABLE users (id bigserial PRIMARY KEY, email text UNIQUE, made timestamptz NOT NULL);

-- refused: its unique index public.users_email has not the partition key (made)
-- table: users
-- option: by=made
CREATE TABLE users (id bigserial PRIMARY KEY, email text, made timestamptz NOT NULL);
CREATE UNIQUE INDEX users_email ON users (lower(email));

-- refused: the foreign key order_items_order_id_fkey of public.order_items points at (id)
-- table: orders
-- option: by=made
CREATE TABLE orders (id bigserial PRIMARY KEY, made timestamptz NOT NULL);
CREATE TABLE order_items (order_id bigint REFERENCES orders);

-- refused: is referenced by public.order_items
-- table: orders
-- option: by=made
CREATE TABLE orders (id bigint, made timestamptz, PRIMARY KEY (id, made));
CREATE TABLE order_items (order_id bigint, made timestamptz, FOREIGN KEY (order_id, made) REFERENCES orders);

-- refused: is partitioned already, by LIST (kind)
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, kind text, made date, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);

-- refused: is a partition
-- table: events_all
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
CREATE TABLE events_all PARTITION OF events DEFAULT;

-- refused: inherits or is inherited from
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE TABLE old_events () INHERITS (events);

-- refused: is unlogged
-- table: events
-- option: by=made
CREATE UNLOGGED TABLE events (id bigint, made date, PRIMARY KEY (id, made));

-- refused: has the exclusion constraint once
-- table: stays
-- option: by=made
CREATE TABLE stays (id bigint, made date, during daterange, PRIMARY KEY (id, made));
ALTER TABLE stays ADD CONSTRAINT once EXCLUDE USING gist (during WITH &&);

-- refused: has the check late, which is not valid
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
ALTER TABLE events ADD CONSTRAINT late CHECK (id > 0) NOT VALID;

-- refused: has the check here NO INHERIT
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made), CONSTRAINT here CHECK (id > 0) NO INHERIT);

-- refused: has the foreign key up, which points at the table itself
-- table: nodes
-- option: by=id
-- option: how=hash
CREATE TABLE nodes (id bigint PRIMARY KEY, parent bigint CONSTRAINT up REFERENCES nodes);

-- refused: has the key late, deferrable or temporal
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, CONSTRAINT late PRIMARY KEY (id, made) DEFERRABLE);

-- refused: has the trigger each FOR EACH ROW with transition tables
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER each AFTER INSERT ON events REFERENCING NEW TABLE AS news FOR EACH ROW EXECUTE FUNCTION look();

-- refused: is read by the materialized view public.daily
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE MATERIALIZED VIEW daily AS SELECT made, count(*) FROM events GROUP BY made;

-- refused: is read by the policy theirs of public.notes
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE TABLE notes (event bigint);
CREATE POLICY theirs ON notes USING (EXISTS (SELECT FROM events WHERE id = event));

-- refused: is part of the function public.newest()
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE FUNCTION newest() RETURNS SETOF events LANGUAGE sql AS 'SELECT * FROM events';

-- refused: is the type of public.archive.event
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE TABLE archive (event events);

-- refused: is published by feed under the names of its partitions
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE PUBLICATION feed FOR TABLE events;

-- refused: has a replica identity of its own index
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
ALTER TABLE events REPLICA IDENTITY USING INDEX events_pkey;

-- refused: has row security that its owner is under too
-- table: events
-- option: by=id
-- option: how=hash
CREATE TABLE events (id bigint PRIMARY KEY);
ALTER TABLE events FORCE ROW LEVEL SECURITY;

-- refused: name taken: public.events_before
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE TABLE events_before ();

-- refused: name taken: function public.maintain_partitions
-- table: events
-- option: by=made
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
CREATE FUNCTION maintain_partitions(regclass, text, integer, interval, text, timestamp) RETURNS void LANGUAGE sql AS '';

-- refused: made is generated
-- table: events
-- option: by=made
CREATE TABLE events (id bigint PRIMARY KEY, day date, made date GENERATED ALWAYS AS (day + 1) STORED);

-- refused: a list of no values
-- table: events
-- option: by=kind
-- option: how=list
CREATE TABLE events (id bigint, kind text, PRIMARY KEY (id, kind));

-- refused: not a time
-- table: events
-- option: by=made
-- option: keep=forever
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));

-- refused: no hash partition could hold all
-- table: events
-- option: by=id
-- option: how=hash
-- option: method=attach
CREATE TABLE events (id bigint PRIMARY KEY);

-- refused: cannot be kept by pg_partman: it is not installed here
-- table: events
-- option: by=made
-- option: upkeep=pg_partman
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));

-- refused: it gives partitions the table's privileges without its policies
-- table: events
-- option: by=made
-- option: upkeep=pg_partman
-- extension: pg_partman
CREATE EXTENSION pg_partman;
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));
ALTER TABLE events ENABLE ROW LEVEL SECURITY;

-- refused: its retention goes by where a partition begins
-- table: events
-- option: by=made
-- option: method=attach
-- option: upkeep=pg_partman
-- extension: pg_partman
CREATE EXTENSION pg_partman;
CREATE TABLE events (id bigint, made date, PRIMARY KEY (id, made));

-- refused: hash partitions are all made at once
-- table: events
-- option: by=id
-- option: how=hash
-- option: upkeep=pg_partman
CREATE TABLE events (id bigint PRIMARY KEY);
