-- trial: what is no object is refused
DO $$
BEGIN
    UPDATE {table} SET {column} = '[1]' WHERE ctid = (SELECT ctid FROM {table} LIMIT 1);
    ASSERT NOT FOUND, 'taken';
EXCEPTION WHEN check_violation THEN
    NULL;
END $$;
