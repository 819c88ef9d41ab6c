-- step: column {column} on {table}
ALTER TABLE {table} ADD COLUMN {column} {type};
-- undo
ALTER TABLE {table} DROP COLUMN {column};

-- step: function {function}() that sets {column}
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.{column} := {new};
    RETURN NEW;
END $$;
-- undo
DROP FUNCTION {function}();

-- step: trigger {trigger} on {table}
-- Triggers run in the order of their names: this one sees what the others made of the row.
CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
-- undo
DROP TRIGGER {trigger} ON {table};

-- step outside a transaction: {column} of the rows that {table} has
{backfill}
-- undo
