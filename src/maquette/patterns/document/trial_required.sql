-- trial: a document without {key} is refused, and so is one where it is null
DO $$
BEGIN
    BEGIN
        UPDATE {table} SET {column} = {column} - {key}
         WHERE ctid = (SELECT ctid FROM {table} WHERE {column} ? {key} LIMIT 1);
        ASSERT NOT FOUND, 'taken without it';
    EXCEPTION WHEN check_violation THEN
        NULL;
    END;
    UPDATE {table} SET {column} = {column} || jsonb_build_object({key}, NULL)
     WHERE ctid = (SELECT ctid FROM {table} WHERE {column} ? {key} LIMIT 1);
    ASSERT NOT FOUND, 'taken with null';
EXCEPTION WHEN check_violation THEN
    NULL;
END $$;
