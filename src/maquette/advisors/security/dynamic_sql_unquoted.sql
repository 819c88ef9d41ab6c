-- bad
CREATE FUNCTION count_rows(table_name text, condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
    EXECUTE 'SELECT count(*) FROM ' || table_name || ' WHERE ' || condition INTO result;
    RETURN result;
END $$;

-- good
CREATE FUNCTION count_rows(table_name regclass, wanted text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s WHERE status = $1', table_name) INTO result USING wanted;
    RETURN result;
END $$;

-- good: quoted
CREATE FUNCTION drop_part(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'DROP TABLE ' || quote_ident(name); -- not 'DROP TABLE ' || name;
END $$;

-- good: joined for people to read
CREATE FUNCTION tell(name text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'EXECUTE ' || name; END $$;

-- good: a number
CREATE FUNCTION forget(which bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'DELETE FROM sale WHERE id = ' || which;
END $$;

-- bad: with its owner's rights
CREATE FUNCTION forget(IN name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE 'DELETE FROM public.sale WHERE name = ''' || name || '''';
END $$;
