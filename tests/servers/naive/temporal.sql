-- The playbook's table. Its EXCLUDE needs btree_gist for a uuid, which the playbook does not make:
-- name: table with exclude
CREATE TABLE price_history (
    id serial PRIMARY KEY,
    product_id uuid NOT NULL,
    price numeric(10, 2) NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz,
    CHECK (valid_to IS NULL OR valid_to > valid_from),
    EXCLUDE USING gist (product_id WITH =, tstzrange(valid_from, valid_to) WITH &&)
);

-- So it is done without: a trigger that looks before each row.
-- name: trigger that looks first
CREATE FUNCTION look_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM prices WHERE product_id = NEW.product_id AND id <> NEW.id
           AND tstzrange(valid_from, valid_to) && tstzrange(NEW.valid_from, NEW.valid_to)
    ) THEN
        RAISE EXCEPTION 'overlaps' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER look_first BEFORE INSERT OR UPDATE ON prices FOR EACH ROW EXECUTE FUNCTION look_first();

-- name: change by hand
CREATE FUNCTION change_prices(product bigint, changes jsonb, since timestamptz DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    latest prices%ROWTYPE;
BEGIN
    SELECT * INTO latest FROM prices WHERE product_id = product AND valid_to IS NULL;
    UPDATE prices SET valid_to = clock_timestamp() WHERE id = latest.id;
    INSERT INTO prices (product_id, price, valid_from)
        VALUES (product, coalesce((changes ->> 'price')::numeric, latest.price), clock_timestamp());
END $$;

-- name: history by now
CREATE TABLE products_history (id bigint, title text, price numeric, during tstzrange);
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE products_history SET during = tstzrange(lower(during), now()) WHERE id = OLD.id AND upper_inf(during);
    INSERT INTO products_history VALUES (NEW.id, NEW.title, NEW.price, tstzrange(now(), NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER keep_history AFTER UPDATE ON products FOR EACH ROW EXECUTE FUNCTION keep_history();
INSERT INTO products_history SELECT id, title, price, tstzrange(now(), NULL) FROM products;
