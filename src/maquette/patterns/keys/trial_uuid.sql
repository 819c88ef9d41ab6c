-- trial: {table}.{column} gives uuids of version {version} and of the variant of RFC 9562, each once
DO $trial$
DECLARE
    said text;
    found record;
BEGIN
    SELECT pg_catalog.pg_get_expr(adbin, adrelid) INTO said FROM pg_catalog.pg_attrdef
     WHERE adrelid = {table_text}::regclass
       AND adnum = (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = adrelid AND attname = {column_text});
    EXECUTE 'SELECT count(*) AS made, count(DISTINCT id) AS different,
                    count(*) FILTER (WHERE get_byte(uuid_send(id), 6) >> 4 = {version}) AS version,
                    count(*) FILTER (WHERE get_byte(uuid_send(id), 8) >> 6 = 2) AS variant
               FROM (SELECT ' || said || ' AS id FROM generate_series(1, 2000)) AS x' INTO found;
    ASSERT found.made = found.different, 'a uuid came twice';
    ASSERT found.made = found.version, 'not all are of that version';
    ASSERT found.made = found.variant, 'not all are of that variant';
END $trial$;
