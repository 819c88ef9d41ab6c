-- As it is usually passed on: two defaults, and a trigger that stamps whatever comes.
ALTER TABLE tickets ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE tickets ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at = now();
    RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION touch();
