-- step: column {vector} on {table}
ALTER TABLE {table} ADD COLUMN {vector} tsvector;
-- undo
ALTER TABLE {table} DROP COLUMN {vector};

-- step: function {function}() that makes {vector}
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    -- Compared byte by byte: a collation may hold texts of different words for equal.
    IF TG_OP = 'INSERT' OR NEW.{vector} IS NULL OR ({new}) IS DISTINCT FROM ({old}) THEN
        NEW.{vector} := {document};
    END IF;
    RETURN NEW;
END $$;
-- undo
DROP FUNCTION {function}();

-- step: trigger {trigger} on {table}
-- Triggers run in the order of their names: this one sees what the others made of the row.
CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {trigger} ON {table};

-- step outside a transaction: {vector} of the rows that {table} has
{backfill}
-- undo
