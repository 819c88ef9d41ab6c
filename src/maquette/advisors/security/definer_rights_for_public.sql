-- bad
CREATE FUNCTION turnover() RETURNS numeric LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT 1.0 $$;

-- good
CREATE FUNCTION turnover() RETURNS numeric LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT 1.0 $$;
REVOKE EXECUTE ON FUNCTION turnover() FROM PUBLIC;

-- good: runs with the caller's rights
CREATE FUNCTION turnover() RETURNS numeric LANGUAGE sql AS $$ SELECT 1.0 $$;

-- good: a trigger's function
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ BEGIN RETURN NEW; END $$;

-- bad: granted to others too
CREATE FUNCTION turnover(year int) RETURNS numeric LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT 1.0 $$;
GRANT EXECUTE ON FUNCTION turnover(int) TO PUBLIC;
