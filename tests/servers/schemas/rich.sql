-- One of everything that a schema may hold. Loaded by a role that is no superuser.
CREATE SCHEMA shop;
CREATE SCHEMA "Odd ""Names""";
COMMENT ON SCHEMA shop IS 'It''s a shop';

CREATE COLLATION shop.posix (provider = libc, locale = 'C');

CREATE TYPE shop.mood AS ENUM ('sad', 'it''s ok', 'happy');
COMMENT ON TYPE shop.mood IS 'How it went';
CREATE TYPE shop.point3 AS (x double precision, y double precision, label text COLLATE "C");
COMMENT ON COLUMN shop.point3.label IS 'Its name';
CREATE TYPE shop.price_range AS RANGE (subtype = numeric, multirange_type_name = shop.price_ranges); -- since 14
CREATE TYPE shop.price_range AS RANGE (subtype = numeric); -- before 14
CREATE DOMAIN shop.positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE DOMAIN shop.code AS text COLLATE "C" CHECK (VALUE ~ '^[A-Z\\]+$');
ALTER DOMAIN shop.code ADD CONSTRAINT short CHECK (length(VALUE) < 10) NOT VALID;
COMMENT ON DOMAIN shop.code IS E'Back\\slash';

CREATE FUNCTION shop.slug(title text, sep text DEFAULT '-') RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path TO 'pg_catalog'
    AS $$ SELECT lower(replace(title, ' ', sep)) $$;
COMMENT ON FUNCTION shop.slug(text, text) IS 'For addresses';
CREATE FUNCTION shop.stamp() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$f$;
CREATE FUNCTION shop.instead() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE PROCEDURE shop.tidy(IN days integer) LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN NULL; END';
CREATE FUNCTION shop.longer(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN length(a) > length(b) THEN a ELSE b END; -- since 14
    AS 'SELECT CASE WHEN length(a) > length(b) THEN a ELSE b END'; -- before 14
CREATE AGGREGATE shop.longest (text) (SFUNC = shop.longer, STYPE = text);

CREATE SEQUENCE shop.ticket AS integer INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 START WITH 20 CACHE 3 CYCLE;
COMMENT ON SEQUENCE shop.ticket IS 'Numbers';

CREATE TABLE shop.customer (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10),
    email text COLLATE shop.posix NOT NULL,
    name character varying(40) DEFAULT 'nobody'::character varying NOT NULL,
    mood shop.mood DEFAULT 'happy',
    place shop.point3,
    visits shop.positive,
    code shop.code,
    tags text[] DEFAULT '{}' NOT NULL,
    slug text DEFAULT shop.slug('A B'),
    name_length integer GENERATED ALWAYS AS (length(name)) STORED,
    updated_at timestamp with time zone,
    CONSTRAINT customer_pkey PRIMARY KEY (id) INCLUDE (email),
    CONSTRAINT customer_email_key UNIQUE NULLS NOT DISTINCT (email) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED, -- since 15
    CONSTRAINT customer_email_key UNIQUE (email) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED, -- before 15
    CONSTRAINT sluggish CHECK (shop.slug(name) <> '')
) WITH (fillfactor = 90, autovacuum_enabled = false, toast.autovacuum_enabled = false);
COMMENT ON TABLE shop.customer IS 'People';
COMMENT ON COLUMN shop.customer.email IS 'Where to write';
COMMENT ON CONSTRAINT customer_pkey ON shop.customer IS 'The key';
ALTER TABLE shop.customer ADD CONSTRAINT named CHECK (name <> '') NOT VALID;
ALTER TABLE shop.customer ALTER COLUMN email SET STATISTICS 500, ALTER COLUMN name SET STORAGE PLAIN,
    ALTER COLUMN id SET (n_distinct = -1);
ALTER TABLE shop.customer ALTER COLUMN tags SET COMPRESSION pglz; -- since 14
ALTER TABLE shop.customer REPLICA IDENTITY FULL;

CREATE TABLE shop.serial_ticket (
    id serial PRIMARY KEY,
    customer_id bigint,
    number integer DEFAULT nextval('shop.ticket'),
    during tstzrange,
    room integer,
    updated_at timestamp with time zone,
    CONSTRAINT ticket_customer FOREIGN KEY (customer_id) REFERENCES shop.customer (id) ON DELETE SET NULL ON UPDATE CASCADE,
    EXCLUDE USING gist (during WITH &&) WHERE (room IS NOT NULL)
);
CREATE UNLOGGED TABLE shop.session (token uuid PRIMARY KEY, data jsonb, parent uuid);
ALTER TABLE shop.session ADD CONSTRAINT session_parent FOREIGN KEY (parent) REFERENCES shop.session (token) NOT VALID;

CREATE INDEX customer_slug_idx ON shop.customer (shop.slug(name) text_pattern_ops DESC NULLS LAST, lower(email) COLLATE "C")
    INCLUDE (mood) WITH (fillfactor = 80) WHERE mood = 'sad' AND name IS NOT NULL;
COMMENT ON INDEX shop.customer_slug_idx IS 'For the sad';
CREATE INDEX customer_tags_idx ON shop.customer USING gin (tags) WITH (fastupdate = off);
CREATE INDEX customer_updated_idx ON shop.customer USING brin (updated_at) WITH (pages_per_range = 32);
CREATE INDEX customer_name_idx ON shop.customer USING hash (name);
CREATE INDEX ticket_customer_idx ON shop.serial_ticket (customer_id);
ALTER TABLE shop.serial_ticket CLUSTER ON ticket_customer_idx;
CREATE UNIQUE INDEX session_data_idx ON shop.session (token, (data ->> 'user'));
CREATE STATISTICS shop.customer_stats (ndistinct, dependencies) ON name, mood FROM shop.customer;
CREATE STATISTICS shop.customer_expr (mcv) ON mood, (lower(name)) FROM shop.customer; -- since 14
ALTER STATISTICS shop.customer_expr SET STATISTICS 200; -- since 14

-- Partitions: two levels, one attached with its columns in another order and its own names.
CREATE TABLE shop.event (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    kind text NOT NULL,
    customer_id bigint,
    amount numeric(10, 2),
    CONSTRAINT event_amount CHECK (amount >= 0)
) PARTITION BY RANGE (at);
CREATE TABLE shop.event_2023 PARTITION OF shop.event FOR VALUES FROM ('2023-01-01 00:00:00+00') TO ('2024-01-01 00:00:00+00');
CREATE TABLE shop.event_2024 PARTITION OF shop.event FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')
    PARTITION BY LIST (kind);
CREATE TABLE shop.event_2024_sale PARTITION OF shop.event_2024 FOR VALUES IN ('sale', 'it''s');
CREATE TABLE shop.event_2024_rest PARTITION OF shop.event_2024 DEFAULT;
CREATE TABLE shop.event_old (
    kind text NOT NULL,
    amount numeric(10, 2) DEFAULT 7,
    id bigint NOT NULL,
    customer_id bigint,
    at timestamp with time zone NOT NULL,
    CONSTRAINT event_amount CHECK (amount >= 0),
    CONSTRAINT own_check CHECK (id > 0)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX own_key_name ON shop.event_old (id, at, kind);
CREATE INDEX own_index_name ON shop.event_old (customer_id) WHERE amount > 5;
CREATE INDEX own_second_name ON shop.event_old (customer_id);
ALTER TABLE shop.event ATTACH PARTITION shop.event_old DEFAULT;
ALTER TABLE shop.event ADD CONSTRAINT event_pk PRIMARY KEY (id, at, kind);
CREATE INDEX event_customer_idx ON shop.event (customer_id);
CREATE INDEX event_unfinished_idx ON ONLY shop.event (amount);
ALTER TABLE shop.event ADD CONSTRAINT event_customer FOREIGN KEY (customer_id) REFERENCES shop.customer (id) ON DELETE CASCADE;
ALTER TABLE shop.event ADD CONSTRAINT event_kind CHECK (kind <> '') NOT VALID;
CREATE TABLE shop.bucket (id uuid NOT NULL, note text) PARTITION BY HASH (id);
CREATE TABLE shop.bucket_0 PARTITION OF shop.bucket FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE shop.bucket_1 PARTITION OF shop.bucket FOR VALUES WITH (modulus 2, remainder 1);
ALTER TABLE shop.bucket ADD CONSTRAINT bucket_key UNIQUE (id);
CREATE TABLE shop.empty_parent (id integer, made date) PARTITION BY RANGE (date_part('year', made), id);
CREATE TABLE shop.event_note (
    event_id bigint, at timestamp with time zone, kind text, note text,
    CONSTRAINT note_event FOREIGN KEY (event_id, at, kind) REFERENCES shop.event (id, at, kind)
);

-- Old inheritance, by declaration and afterwards.
CREATE TABLE shop.animal (id integer NOT NULL, name text DEFAULT 'x', CONSTRAINT has_name CHECK (name <> ''));
CREATE TABLE shop.dog (breed text, id integer NOT NULL, CONSTRAINT good CHECK (breed <> '')) INHERITS (shop.animal);
ALTER TABLE shop.dog ALTER COLUMN name SET DEFAULT 'Rex';
CREATE TABLE shop.puppy () INHERITS (shop.dog);
CREATE TABLE shop.cat (name text DEFAULT 'Tom', id integer NOT NULL, CONSTRAINT has_name CHECK (name <> ''));
ALTER TABLE shop.cat INHERIT shop.animal;
CREATE TABLE shop.no_columns ();

CREATE TABLE "Odd ""Names"""."Select" (
    "a b" integer PRIMARY KEY,
    "Ünï""cödé" text,
    "table" text DEFAULT E'a\\b''c',
    "äääääääääääääääääääääääääääääää" integer
);
CREATE INDEX "odd index" ON "Odd ""Names"""."Select" ("Ünï""cödé", "a b" DESC);

CREATE VIEW shop.a_view AS SELECT v.id, v.loud FROM (SELECT c.id, upper(c.name) AS loud FROM shop.customer c) v;
CREATE OR REPLACE VIEW shop.a_view AS SELECT id, upper(name) AS loud FROM shop.customer;
CREATE VIEW shop.b_view WITH (security_barrier = true) AS
    SELECT id, name, mood FROM shop.customer WHERE mood = 'sad' WITH CASCADED CHECK OPTION;
CREATE VIEW shop."A view on views" AS
    SELECT a.loud, b.mood FROM shop.a_view a JOIN shop.b_view b USING (id);
ALTER VIEW shop."A view on views" SET (security_invoker = true); -- since 15
COMMENT ON VIEW shop.a_view IS 'Loud';
COMMENT ON COLUMN shop.a_view.loud IS 'Very';
CREATE MATERIALIZED VIEW shop.summary WITH (fillfactor = 75) AS
    SELECT mood, count(*) AS customers, shop.longest(name) AS longest FROM shop.customer GROUP BY mood;
CREATE UNIQUE INDEX summary_key ON shop.summary (mood);
CREATE MATERIALIZED VIEW shop.unpopulated AS SELECT count(*) AS n FROM shop.summary WITH NO DATA;
CREATE FUNCTION shop.sad_ones() RETURNS SETOF shop.b_view LANGUAGE sql STABLE AS 'SELECT * FROM shop.b_view';
CREATE FUNCTION shop.customers(c shop.customer) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT c.id';

CREATE TRIGGER stamp BEFORE INSERT OR UPDATE OF name, email ON shop.customer FOR EACH ROW
    WHEN (NEW.name IS NOT NULL) EXECUTE FUNCTION shop.stamp('an argument');
COMMENT ON TRIGGER stamp ON shop.customer IS 'Time';
CREATE TRIGGER silent BEFORE UPDATE ON shop.serial_ticket FOR EACH ROW EXECUTE FUNCTION shop.stamp();
ALTER TABLE shop.serial_ticket DISABLE TRIGGER silent;
CREATE TRIGGER always BEFORE UPDATE ON shop.serial_ticket FOR EACH ROW EXECUTE FUNCTION shop.stamp();
ALTER TABLE shop.serial_ticket ENABLE ALWAYS TRIGGER always;
CREATE TRIGGER on_event AFTER INSERT ON shop.event FOR EACH ROW EXECUTE FUNCTION shop.instead();
ALTER TABLE shop.event_2023 DISABLE TRIGGER on_event;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON shop.session DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shop.instead();
CREATE TRIGGER on_view INSTEAD OF INSERT ON shop.a_view FOR EACH ROW EXECUTE FUNCTION shop.instead();
CREATE RULE quiet AS ON DELETE TO shop.no_columns DO INSTEAD NOTHING;

ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.customer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON shop.customer AS RESTRICTIVE FOR UPDATE TO reader, "Odd role"
    USING (email = CURRENT_USER) WITH CHECK (name <> 'root');
CREATE POLICY everyone ON shop.customer FOR SELECT USING (true);
COMMENT ON POLICY everyone ON shop.customer IS 'Too wide';

GRANT USAGE ON SCHEMA shop TO reader;
GRANT SELECT ON shop.customer TO reader WITH GRANT OPTION;
GRANT UPDATE (name) ON shop.customer TO "Odd role";
GRANT SELECT, INSERT ON shop.serial_ticket TO PUBLIC;
GRANT USAGE ON SEQUENCE shop.ticket TO reader;
GRANT SELECT ON shop.a_view TO reader;
REVOKE EXECUTE ON FUNCTION shop.slug(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.slug(text, text) TO reader;
REVOKE EXECUTE ON PROCEDURE shop.tidy(integer) FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader;

CREATE PUBLICATION some_tables FOR TABLE shop.customer, shop.serial_ticket WITH (publish = 'insert, update');
CREATE PUBLICATION nothing_yet;
CREATE PUBLICATION some_parts FOR TABLE shop.customer (name, id, email) WHERE (name <> 'nobody'), ONLY shop.serial_ticket -- since 15
CREATE PUBLICATION some_parts FOR TABLE shop.customer, ONLY shop.serial_ticket -- before 15
    WITH (publish = 'insert');
