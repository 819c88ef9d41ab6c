-- trial: {table}.{column} gives numbers that no row has yet
DO $trial$
DECLARE
    highest bigint;
    next bigint;
BEGIN
    SELECT max({column}) INTO highest FROM {table};
    SELECT nextval(pg_get_serial_sequence({table_text}, {column_text})) INTO next;
    ASSERT next > coalesce(highest, 0), next || ' is given, ' || highest || ' is there';
    ASSERT (SELECT attidentity <> '' FROM pg_catalog.pg_attribute
             WHERE attrelid = {table_text}::regclass AND attname = {column_text}), 'it is no identity column';
END $trial$;
