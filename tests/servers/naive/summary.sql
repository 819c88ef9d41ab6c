-- Totals that drift, and the playbook's view before its unique index.
-- naive: a row trigger that reads a total and writes it back
CREATE TABLE totals (product integer PRIMARY KEY, pieces bigint NOT NULL);
INSERT INTO totals SELECT product, sum(quantity) FROM sold GROUP BY product;
CREATE FUNCTION add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM totals WHERE product = NEW.product) THEN
        UPDATE totals SET pieces = (SELECT pieces FROM totals WHERE product = NEW.product) + NEW.quantity WHERE product = NEW.product;
    ELSE
        INSERT INTO totals VALUES (NEW.product, NEW.quantity);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER add_up AFTER INSERT ON sold FOR EACH ROW EXECUTE FUNCTION add_up();
-- naive: a materialized view
CREATE MATERIALIZED VIEW sold_statistics AS SELECT product, count(*), sum(quantity) FROM sold GROUP BY product;
