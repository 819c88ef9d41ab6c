-- trial: {table}.{column} takes no other word
DO $$
BEGIN
    UPDATE {table} SET {column} = '?' WHERE ctid = (SELECT min(ctid) FROM {table});
    IF FOUND THEN
        RAISE EXCEPTION 'another word went through' USING ERRCODE = 'assert_failure';
    END IF;
EXCEPTION WHEN check_violation OR foreign_key_violation OR invalid_text_representation THEN NULL;  -- the last: an enum's
END $$;
